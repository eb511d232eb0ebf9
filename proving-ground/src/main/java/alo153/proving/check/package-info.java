/**
 * Compares what clients were told with what the log, the projections and the providers hold, and
 * finds what was lost, doubled or never asked for.
 */
@NullMarked
package alo153.proving.check;

import org.jspecify.annotations.NullMarked;
