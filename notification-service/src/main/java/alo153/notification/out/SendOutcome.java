package alo153.notification.out;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider made of a try. */
public sealed interface SendOutcome {
  /**
   * It took the message.
   *
   * @param providerId its name for it; null when it gives none
   */
  record Taken(@Nullable String providerId) implements SendOutcome {}

  /**
   * It certainly did not take it; later it may.
   *
   * @param reason a code
   * @param after how long it wants us to wait; null when it did not say
   * @param providerFault whether the breaker counts this
   */
  record Later(String reason, @Nullable Duration after, boolean providerFault)
      implements SendOutcome {}

  /**
   * No answer, or one that does not tell: it may have taken it.
   *
   * @param reason a code
   */
  record Unknown(String reason) implements SendOutcome {}

  /**
   * It will never take this one; another channel may reach the person.
   *
   * @param reason a code
   */
  record Refused(String reason) implements SendOutcome {}

  /** Free text is not allowed any more; the approved template is. */
  record TemplateNeeded() implements SendOutcome {}

  /**
   * Nothing of this account is taken until a person has repaired it; the message is not to blame.
   *
   * @param reason a code
   */
  record AccountStopped(String reason) implements SendOutcome {}
}
