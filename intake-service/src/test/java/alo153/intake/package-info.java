/** Proof of the intake: every door from real bytes in to real bytes on the log. */
@NullMarked
package alo153.intake;

import org.jspecify.annotations.NullMarked;
