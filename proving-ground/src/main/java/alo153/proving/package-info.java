/** What proves the promise from outside, by public interfaces only. */
@NullMarked
package alo153.proving;

import org.jspecify.annotations.NullMarked;
