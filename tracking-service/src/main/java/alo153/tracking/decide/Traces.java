package alo153.tracking.decide;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.city.TurkishText;
import alo153.events.RequestId;
import alo153.events.personal.CitizenContact;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what a person is recognised in bytes nobody could read: in any spelling of the number, with or
 * without Turkish letters, in UTF-8 or in what old systems write.
 */
public final class Traces {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final Pattern BETWEEN_DIGITS = Pattern.compile("[\\s().\\-/]");
  private static final Charset OLD_TURKISH = Charset.forName("windows-1254");
  private static final int NATIONAL_DIGITS = 10;
  private static final int FEWEST_DIGITS = 7;
  private static final int SHORTEST = 6;

  private final Set<String> words = new HashSet<>();
  private final Set<String> numbers = new HashSet<>();

  /** By a request's id and code. */
  public Traces with(RequestId request) {
    words.add(TurkishText.fold(request.value()));
    words.add(TurkishText.fold(request.trackingCode().value()));
    return this;
  }

  /** By what the person gave. A name counts when it is a full one. */
  public Traces with(CitizenContact contact) {
    number(contact.phone());
    number(contact.phoneAsGiven());
    word(contact.email());
    word(contact.whatsapp());
    word(contact.pushToken());
    word(contact.cimerNumber());
    number(contact.nationalId());
    if (contact.name() != null && contact.name().strip().contains(" ")) {
      word(contact.name());
    }
    return this;
  }

  /** By a phone number; null adds nothing. */
  public Traces number(@Nullable String phone) {
    String digits = phone == null ? "" : phone.replaceAll("\\D", "");
    if (digits.length() >= FEWEST_DIGITS) {
      numbers.add(digits.substring(Math.max(0, digits.length() - NATIONAL_DIGITS)));
    }
    return this;
  }

  /** By a word of their own, such as an address; null adds nothing. */
  public Traces word(@Nullable String own) {
    String folded = own == null ? "" : TurkishText.fold(own);
    if (folded.length() >= SHORTEST) {
      words.add(folded);
    }
    return this;
  }

  /** Whether one of them is in the text. */
  public boolean in(String text) {
    String plain =
        ESCAPE
            .matcher(text)
            .replaceAll(
                found ->
                    java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    String folded = TurkishText.fold(plain);
    if (words.stream().anyMatch(folded::contains)) {
      return true;
    }
    String together = BETWEEN_DIGITS.matcher(plain).replaceAll("");
    return numbers.stream().anyMatch(together::contains);
  }

  /** Whether one of them is in the bytes, whatever they are. */
  public boolean in(byte[] bytes) {
    return in(new String(bytes, UTF_8)) || in(new String(bytes, OLD_TURKISH));
  }
}
