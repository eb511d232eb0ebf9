/** What points to a person: travels beside the log, sealed, and can be forgotten. */
@NullMarked
package alo153.events.personal;

import org.jspecify.annotations.NullMarked;
