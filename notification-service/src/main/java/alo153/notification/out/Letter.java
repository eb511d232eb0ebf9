package alo153.notification.out;

import alo153.events.Language;
import alo153.events.MessagePurpose;
import alo153.events.RequestId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message with its address and words, ready for a provider. Lives only while it is sent.
 *
 * @param messageId ours
 * @param requestId the request
 * @param purpose what it tells
 * @param language of the words
 * @param to address, number, token or URI
 * @param quotes the message this answers, in the provider's own terms; null when none
 * @param quotedSubject the subject an answer repeats; null when none
 * @param subject headline
 * @param text the words
 * @param templateValues what fills the provider's approved template; null when free text may be
 *     sent
 * @param data the same as a document, for programs; null when it goes to a person
 */
public record Letter(
    String messageId,
    RequestId requestId,
    MessagePurpose purpose,
    Language language,
    String to,
    @Nullable String quotes,
    @Nullable String quotedSubject,
    String subject,
    String text,
    @Nullable List<String> templateValues,
    @Nullable Map<String, Object> data) {

  /** What comes back with every receipt: our id, and the code a reply can be matched by. */
  public String tag() {
    return messageId + "." + requestId.trackingCode();
  }

  @Override
  public String toString() {
    return "Letter[" + messageId + "]";
  }
}
