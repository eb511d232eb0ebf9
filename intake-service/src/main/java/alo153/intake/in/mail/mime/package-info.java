/** Reads mail as it really is: broken headers, wrong character sets, missing boundaries. */
@NullMarked
package alo153.intake.in.mail.mime;

import org.jspecify.annotations.NullMarked;
