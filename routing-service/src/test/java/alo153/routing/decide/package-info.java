/** Rules of deciding: values and hand-written fakes only. */
@NullMarked
package alo153.routing.decide;

import org.jspecify.annotations.NullMarked;
