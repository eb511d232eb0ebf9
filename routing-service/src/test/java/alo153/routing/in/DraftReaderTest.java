package alo153.routing.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import alo153.city.CityPack;
import alo153.events.wire.Codec;
import alo153.frame.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftReaderTest {
  private static final String GOOD =
      """
      {"id":"a","when":{"categories":["road.pothole"],"roadClasses":["MAIN_ROAD"]},
       "owner":"saski","explanation":{"tr":"x","en":"x"},
       "alternates":[{"owner":"ulasim","why":{"tr":"y","en":"y"}}]}""";

  private final DraftReader reader = new DraftReader(CityPack.load(null));

  @Test
  void aCompleteRuleIsRead() {
    assertThat(reader.read(Codec.json().readTree("[" + GOOD + "]")))
        .singleElement()
        .satisfies(rule -> assertThat(rule.id()).isEqualTo("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"id\":\"a\",' | '' | #/rules/0/id | REQUIRED",
        "'\"explanation\":{\"tr\":\"x\",\"en\":\"x\"},' | '' | #/rules/0/explanation | REQUIRED",
        "'\"tr\":\"x\",' | '' | #/rules/0/explanation/tr | REQUIRED",
        "'{\"tr\":\"x\",\"en\":\"x\"}' | null | #/rules/0/explanation | REQUIRED",
        "'\"en\":\"y\"' | '\"en\":null' | #/rules/0/alternates/0/why/en | REQUIRED",
        "'\"tr\":\"x\"' | '\"tr\":\" \"' | #/rules/0/explanation/tr | REQUIRED",
        "roadClasses | roadClass | #/rules/0/when/roadClass | UNKNOWN_FIELD",
        "'\"owner\":\"saski\"' | '\"ower\":\"saski\"' | #/rules/0/ower | UNKNOWN_FIELD",
        "'[\"road.pothole\"]' | '[null]' | #/rules/0/when | UNREADABLE",
        "'[\"MAIN_ROAD\"]' | '[\"MAIN\"]' | #/rules/0/when/roadClasses/0 | UNREADABLE",
        "'\"owner\":\"saski\"' | '\"owner\":\"nobody\"' | #/rules/0/owner | UNKNOWN_OWNER",
        "'\"owner\":\"ulasim\"' | '\"owner\":\"x\"' | #/rules/0/alternates/0/owner | UNKNOWN_OWNER",
      })
  void whatIsMissingOrMisspeltIsAProblemOfItsField(
      String right, String wrong, String pointer, String code) {
    assertThat(GOOD).contains(right);

    assertThat(problems("[" + GOOD.replace(right, wrong) + "]")).contains(pointer + " " + code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | #/rules REQUIRED",
        "{} | #/rules REQUIRED",
        "[null] | #/rules/0 UNREADABLE",
        "[1] | #/rules/0 UNREADABLE",
        "[[]] | #/rules/0 UNREADABLE",
      })
  void whatIsNoListOfRulesIsSaidToBeNone(String given, String problem) {
    assertThat(problems(given)).containsExactly(problem);
  }

  private java.util.List<String> problems(String given) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> reader.read(Codec.json().readTree(given)));
    assertThat(problem.status().value()).isEqualTo(422);
    return problem.errors().stream().map(one -> one.pointer() + " " + one.code()).toList();
  }
}
