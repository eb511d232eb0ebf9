/** The intake: every door of the desk, and one way behind them all. */
@NullMarked
package alo153.intake;

import org.jspecify.annotations.NullMarked;
