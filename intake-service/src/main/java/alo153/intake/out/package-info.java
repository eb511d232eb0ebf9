/**
 * What the intake does: acknowledges on the log, keeps files, knows which code is which request.
 */
@NullMarked
package alo153.intake.out;

import org.jspecify.annotations.NullMarked;
