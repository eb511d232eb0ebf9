/** The checker, held against histories in which something is wrong. */
@NullMarked
package alo153.proving.check;

import org.jspecify.annotations.NullMarked;
