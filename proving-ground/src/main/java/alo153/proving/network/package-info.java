/** The network between two processes, and what may happen to it. */
@NullMarked
package alo153.proving.network;

import org.jspecify.annotations.NullMarked;
