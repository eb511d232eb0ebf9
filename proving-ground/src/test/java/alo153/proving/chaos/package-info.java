/** The checker itself is checked. */
@NullMarked
package alo153.proving.chaos;

import org.jspecify.annotations.NullMarked;
