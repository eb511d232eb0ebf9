/** The things that go wrong, one class each; the bars are those of the table in the handbook. */
@NullMarked
package alo153.proving.faults;

import org.jspecify.annotations.NullMarked;
