/** Proof of what the doors share. */
@NullMarked
package alo153.intake.in;

import org.jspecify.annotations.NullMarked;
