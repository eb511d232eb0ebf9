/** What the four services have in common on their HTTP side. */
@NullMarked
package alo153.frame;

import org.jspecify.annotations.NullMarked;
