/** The door of CİMER: the file staff download from the presidency's portal, row by row. */
@NullMarked
package alo153.intake.in.cimer;

import org.jspecify.annotations.NullMarked;
