/** What is kept, on a real store. */
@NullMarked
package alo153.routing.out;

import org.jspecify.annotations.NullMarked;
