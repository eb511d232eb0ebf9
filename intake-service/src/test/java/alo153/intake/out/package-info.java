/** Proof of what the intake does. */
@NullMarked
package alo153.intake.out;

import org.jspecify.annotations.NullMarked;
