package alo153.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class PageTextsTest {
  private static final Path PAGES = Path.of("src/main/resources/pages");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern ASKED = Pattern.compile("\\bt\\('([^']+)'");
  private static final Pattern QUOTED = Pattern.compile("'([\\w.-]+)'");
  private static final Pattern COMPOSED = Pattern.compile("`([a-zA-Z]+(?:\\.[a-zA-Z]+)*\\.)\\$\\{");

  @Test
  void bothLanguagesHaveTheSameTextsAndPlaceholders() throws IOException {
    Map<String, String> turkish = texts("tr");
    Map<String, String> english = texts("en");

    assertThat(english.keySet()).isEqualTo(turkish.keySet());
    turkish.forEach(
        (key, text) ->
            assertThat(placeholders(english.get(key))).as(key).isEqualTo(placeholders(text)));
  }

  @Test
  void noTextIsEmpty() throws IOException {
    for (String language : new String[] {"tr", "en"}) {
      assertThat(texts(language).values()).noneMatch(String::isBlank);
    }
  }

  @Test
  void everyTextThePagesAskForIsThere() throws IOException {
    assertThat(texts("tr").keySet()).containsAll(all(ASKED));
  }

  @Test
  void noTextIsLeftThatNoPageAsksFor() throws IOException {
    Set<String> quoted = all(QUOTED);
    Set<String> composed = all(COMPOSED);

    assertThat(texts("tr").keySet())
        .allMatch(key -> quoted.contains(key) || composed.stream().anyMatch(key::startsWith));
  }

  /** A suffix would have to follow the value's vowels: the value stands alone instead. */
  @Test
  void noTurkishSuffixHangsOnAValue() throws IOException {
    assertThat(texts("tr").values())
        .noneMatch(text -> Pattern.compile("}['’]?\\p{L}|}['’]").matcher(text).find());
  }

  private static Set<String> placeholders(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> texts(String language) throws IOException {
    String json = Files.readString(PAGES.resolve("texts").resolve(language + ".json"));
    return new TreeMap<>(
        JsonMapper.builder().build().readValue(json, new TypeReference<Map<String, String>>() {}));
  }

  private static Set<String> all(Pattern pattern) throws IOException {
    var found = new TreeSet<String>();
    try (Stream<Path> scripts = Files.walk(PAGES.resolve("js"))) {
      for (Path script : scripts.filter(path -> path.toString().endsWith(".js")).toList()) {
        Matcher matcher = pattern.matcher(Files.readString(script));
        while (matcher.find()) {
          found.add(matcher.group(1));
        }
      }
    }
    return found;
  }
}
