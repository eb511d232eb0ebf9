/** The routing service as a whole, on a real broker and a store. */
@NullMarked
package alo153.routing;

import org.jspecify.annotations.NullMarked;
