/** Shows that what is measured of the house is true. */
@NullMarked
package alo153.proving.house;

import org.jspecify.annotations.NullMarked;
