/** What an event or an update makes of a case: the transition table, the fold, the clocks. */
@NullMarked
package alo153.tracking.decide;

import org.jspecify.annotations.NullMarked;
