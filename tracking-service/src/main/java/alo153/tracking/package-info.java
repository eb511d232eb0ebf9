/** The tracking service: what happened to a request, what is next, and by when. */
@NullMarked
package alo153.tracking;

import org.jspecify.annotations.NullMarked;
