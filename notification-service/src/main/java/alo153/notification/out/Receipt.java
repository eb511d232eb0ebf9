package alo153.notification.out;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider reports about a message.
 *
 * @param account the provider account it is from
 * @param messageId our id, or our tag, where the provider gives it back; null otherwise
 * @param providerId the provider's name for the message; null when it gives none
 * @param what what happened
 * @param at when, by the provider's clock; null when it does not say
 * @param errorCode why it failed; null unless it did
 */
public record Receipt(
    String account,
    @Nullable String messageId,
    @Nullable String providerId,
    What what,
    @Nullable Instant at,
    @Nullable String errorCode) {
  /** What receipts can tell. */
  public enum What {
    SENT,
    DELIVERED,
    READ,
    FAILED
  }
}
