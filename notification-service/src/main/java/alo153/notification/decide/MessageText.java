package alo153.notification.decide;

import alo153.city.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Fills a city text with a request's values. */
public final class MessageText {
  /** The values that may be cut when a text must be short; the whole is behind the link. */
  private static final List<String> LONG_VALUES =
      List.of("answer", "question", "reason", "subject", "owner");

  private MessageText() {}

  /** A place without a value stays empty; the optional part it stands in is left out. */
  public static Template.Filled fill(Template template, Map<String, String> values) {
    var all = new HashMap<String, String>();
    Template.PLACES.forEach(place -> all.put(place, ""));
    all.putAll(values);
    return template.fill(all);
  }

  /** The same for SMS: words that are too long are cut, the code and the link never. */
  public static SmsText fillSms(Template template, Map<String, String> values, int parts) {
    Map<String, String> fitting =
        cutToFit(template, values, body -> SmsText.of(body).parts() <= parts);
    return SmsText.of(fill(template, fitting).body()).within(parts);
  }

  /** The same where characters are counted. */
  public static String fillWithin(Template template, Map<String, String> values, int characters) {
    return fill(template, cutToFit(template, values, body -> body.length() <= characters)).body();
  }

  private static Map<String, String> cutToFit(
      Template template, Map<String, String> values, Predicate<String> fits) {
    Map<String, String> fitting = values;
    for (String name : LONG_VALUES) {
      String value = values.get(name);
      if (value == null
          || !template.places().contains(name)
          || fits.test(fill(template, fitting).body())) {
        continue;
      }
      int low = 0;
      int high = value.length();
      while (low < high) {
        int middle = (low + high + 1) / 2;
        if (fits.test(fill(template, with(fitting, name, cut(value, middle))).body())) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      fitting = with(fitting, name, cut(value, low));
    }
    return fitting;
  }

  private static Map<String, String> with(Map<String, String> values, String name, String value) {
    var changed = new HashMap<>(values);
    changed.put(name, value);
    return changed;
  }

  private static String cut(String value, int length) {
    if (length >= value.length()) {
      return value;
    }
    int end = length;
    if (end > 0 && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    int space = value.lastIndexOf(' ', end);
    return (space > end / 2 ? value.substring(0, space) : value.substring(0, end)).stripTrailing()
        + "...";
  }
}
