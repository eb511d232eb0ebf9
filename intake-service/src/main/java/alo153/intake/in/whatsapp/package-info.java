/** The WhatsApp door: Meta's webhook, its media, its receipts. */
@NullMarked
package alo153.intake.in.whatsapp;

import org.jspecify.annotations.NullMarked;
