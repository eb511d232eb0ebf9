/** What comes in: events and words from the log, the desk over HTTP. */
@NullMarked
package alo153.routing.in;

import org.jspecify.annotations.NullMarked;
