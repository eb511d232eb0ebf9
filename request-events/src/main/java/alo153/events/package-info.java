/** The language all services share: what happened to a request, in the words of the desk. */
@NullMarked
package alo153.events;

import org.jspecify.annotations.NullMarked;
