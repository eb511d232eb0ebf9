/** Whose work is it: pure decisions over facts and rules. */
@NullMarked
package alo153.routing.decide;

import org.jspecify.annotations.NullMarked;
