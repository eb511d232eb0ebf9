/** Names of topics and headers, and the codec between records and bytes. */
@NullMarked
package alo153.events.wire;

import org.jspecify.annotations.NullMarked;
