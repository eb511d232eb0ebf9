/**
 * What passes between the desk and those who work: feeds, updates, contacts and submissions of
 * adapters.
 */
@NullMarked
package alo153.events.work;

import org.jspecify.annotations.NullMarked;
