/** Shows that what a soak says about growth is true. */
@NullMarked
package alo153.proving.faults;

import org.jspecify.annotations.NullMarked;
