/** {@code ./alo153 chaos}: one fault after the other, and whether the promise held. */
@NullMarked
package alo153.proving.chaos;

import org.jspecify.annotations.NullMarked;
