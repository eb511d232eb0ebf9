/**
 * Which message goes to whom, by which channel, in which words, and when it is tried again; plain
 * values, no framework.
 */
@NullMarked
package alo153.notification.decide;

import org.jspecify.annotations.NullMarked;
