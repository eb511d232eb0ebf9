/** What all doors share while they receive. */
@NullMarked
package alo153.intake.in;

import org.jspecify.annotations.NullMarked;
