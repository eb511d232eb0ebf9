package alo153.intake.decide;

import alo153.events.CitizenWrote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The citizen writes again about a request, as the door hands it in.
 *
 * @param purpose what the citizen means by it
 * @param text the words; null when only files or a rating came
 * @param subject a mail's subject; null otherwise
 * @param rating 1 to 5; null unless the purpose is a rating
 * @param attachments references given by the attachment store
 */
public record FollowUp(
    CitizenWrote.Purpose purpose,
    @Nullable String text,
    @Nullable String subject,
    @Nullable Integer rating,
    List<String> attachments) {
  public FollowUp {
    attachments = List.copyOf(attachments);
  }
}
