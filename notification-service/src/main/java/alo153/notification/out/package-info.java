/**
 * What goes out: the ledger of messages, the senders, one class per provider, and the events that
 * tell what became of a message.
 */
@NullMarked
package alo153.notification.out;

import org.jspecify.annotations.NullMarked;
