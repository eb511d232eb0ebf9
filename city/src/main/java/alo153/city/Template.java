package alo153.city;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message with places to fill in: {@code {code}} takes a value; a part in square brackets is left
 * out when one of its values is missing, as in {@code [ Takip: {url}]}. Values stand alone: nothing
 * is ever hung on them, and what looks like a place inside a value stays as it is.
 *
 * @param subject headline; null where there is none
 * @param body the words
 */
public record Template(@Nullable String subject, String body) {
  /** Every place a message may have. */
  public static final Set<String> PLACES =
      Set.of(
          "code",
          "owner",
          "answer",
          "date",
          "url",
          "subject",
          "question",
          "reason",
          "outcome",
          "text",
          "place");

  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
  private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\[\\]]*)]");

  /** A message ready to go. */
  public record Filled(@Nullable String subject, String body) {}

  /**
   * @param values by place; a missing or blank one leaves out the optional parts it stands in
   * @throws IllegalArgumentException when a place outside brackets has no value
   */
  public Filled fill(Map<String, String> values) {
    return new Filled(
        subject == null ? null : fill(subject, values).strip(), fill(body, values).strip());
  }

  /** The places it has. */
  public Set<String> places() {
    var places = new LinkedHashSet<String>();
    Matcher matcher = PLACE.matcher(subject == null ? body : subject + body);
    while (matcher.find()) {
      places.add(matcher.group(1));
    }
    return places;
  }

  private static String fill(String text, Map<String, String> values) {
    var filled = new StringBuilder();
    int from = 0;
    Matcher optional = OPTIONAL.matcher(text);
    while (optional.find()) {
      filled.append(places(text.substring(from, optional.start()), values));
      if (hasAll(optional.group(1), values)) {
        filled.append(places(optional.group(1), values));
      }
      from = optional.end();
    }
    return filled.append(places(text.substring(from), values)).toString();
  }

  private static boolean hasAll(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .results()
        .allMatch(place -> !values.getOrDefault(place.group(1), "").isBlank());
  }

  private static String places(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalArgumentException("no value for {" + place.group(1) + "}");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
