/**
 * Where cases, contacts and held updates lie, and what acts on its own: clocks, eraser, rebuild.
 */
@NullMarked
package alo153.tracking.out;

import org.jspecify.annotations.NullMarked;
