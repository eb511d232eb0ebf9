/** What operators do with the intake itself. */
@NullMarked
package alo153.intake.in.desk;

import org.jspecify.annotations.NullMarked;
