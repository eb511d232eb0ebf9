package alo153.events.personal;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a citizen wrote and where it is.
 *
 * @param text the words, unchanged
 * @param folded the same words lower-cased and without Turkish letters, for searching and matching
 * @param subject a mail's or CİMER case's subject; null otherwise
 * @param place where it is; null when nothing was said
 * @param fileNames the names the citizen gave the attachments, in the order of the event's
 *     attachments
 */
@JsonTypeName("citizen.words.v1")
public record CitizenWords(
    String text,
    String folded,
    @Nullable String subject,
    @Nullable Place place,
    List<String> fileNames)
    implements PersonalPart {
  public CitizenWords {
    fileNames = List.copyOf(fileNames);
  }
}
