/** What a submission means: checked, normalised, or refused with reasons. */
@NullMarked
package alo153.intake.decide;

import org.jspecify.annotations.NullMarked;
