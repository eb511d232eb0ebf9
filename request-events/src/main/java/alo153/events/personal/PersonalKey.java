package alo153.events.personal;

import alo153.events.EventId;
import alo153.events.RequestId;
import java.util.regex.Pattern;

/**
 * Where a personal part lies: {@code <requestId>/<part>}.
 *
 * @param requestId the request, which also chooses the partition
 * @param part the name within the request, such as {@code words-4F…}
 */
public record PersonalKey(RequestId requestId, String part) {
  private static final Pattern PART = Pattern.compile("[a-z]{1,20}-[0-9A-Za-z]{1,40}");

  public PersonalKey {
    if (!PART.matcher(part).matches()) {
      throw new IllegalArgumentException("a part is named like words-1A2B");
    }
  }

  /** A citizen's words; {@code contentHash} keeps other words under the same key apart. */
  public static String words(String contentHash) {
    return "words-" + contentHash;
  }

  public static String contact(String contentHash) {
    return "contact-" + contentHash;
  }

  /** The words of a department, institution or clerk that belong to an event. */
  public static String ownerWords(EventId event) {
    return "owner-" + event.value();
  }

  /**
   * @throws IllegalArgumentException when the text is not such a key
   */
  public static PersonalKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a personal key is <requestId>/<part>");
    }
    return new PersonalKey(new RequestId(text.substring(0, slash)), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return requestId + "/" + part;
  }
}
