/** The routing service: whose work is it, and why. */
@NullMarked
package alo153.routing;

import org.jspecify.annotations.NullMarked;
