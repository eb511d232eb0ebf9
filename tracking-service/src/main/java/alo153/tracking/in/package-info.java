/** What comes in: the log, the updates, the questions of citizens and staff. */
@NullMarked
package alo153.tracking.in;

import org.jspecify.annotations.NullMarked;
