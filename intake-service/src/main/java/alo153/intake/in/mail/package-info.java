/** The mail door: from a mailbox to requests, messages, receipts and institutions' answers. */
@NullMarked
package alo153.intake.in.mail;

import org.jspecify.annotations.NullMarked;
