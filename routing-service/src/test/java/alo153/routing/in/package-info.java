/** What comes in, by values and hand-written fakes only. */
@NullMarked
package alo153.routing.in;

import org.jspecify.annotations.NullMarked;
