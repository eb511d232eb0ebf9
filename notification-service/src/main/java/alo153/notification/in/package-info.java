/**
 * What comes in: events and personal parts from the log, receipts of providers, questions of the
 * desk.
 */
@NullMarked
package alo153.notification.in;

import org.jspecify.annotations.NullMarked;
