/** Faults that are put into running services, so that the checker has something to find. */
@NullMarked
package alo153.proving.sabotage;

import org.jspecify.annotations.NullMarked;
