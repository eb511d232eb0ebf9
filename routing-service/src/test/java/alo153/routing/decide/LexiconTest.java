package alo153.routing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.TurkishText;
import alo153.events.CategoryCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LexiconTest {
  private static final CategoryCode OUTAGE = new CategoryCode("water.outage");
  private static final CategoryCode METER = new CategoryCode("water.meter");
  private static final CategoryCode POTHOLE = new CategoryCode("road.pothole");
  private static final CategoryCode RUBBISH = new CategoryCode("waste.rubbish");

  private final Lexicon lexicon =
      new Lexicon(
          Map.of(
              OUTAGE, List.of("su", "su kesintisi", "akmiyor", "su gelm", "su bas"),
              METER, List.of("su saati", "sayac", "su basinci"),
              POTHOLE, List.of("cukur", "asfalt"),
              RUBBISH, List.of("cop")),
          Set.of("okul"));

  private Lexicon.Reading read(String text) {
    return lexicon.read(TurkishText.fold(text));
  }

  @Test
  void theTopicWithTheMostEvidenceWins() {
    assertThat(read("Çöpün yanında çukur var, asfalt da bozuk").category()).isEqualTo(POTHOLE);
  }

  @Test
  void aPhraseTellsMoreThanWords() {
    assertThat(read("Su kesintisi yüzünden çukur ve asfalt işi durdu").category())
        .isEqualTo(OUTAGE);
  }

  @Test
  void aWordInsideAPhraseIsNoFurtherEvidence() {
    assertThat(read("Su saati bozuk").category()).isEqualTo(METER);
  }

  @Test
  void ofTwoThatBeginAlikeTheOneThatKnowsMoreCounts() {
    assertThat(read("Su basıncı düşük").category()).isEqualTo(METER);
    assertThat(read("Evi su bastı").category()).isEqualTo(OUTAGE);
  }

  @Test
  void aVerbAtTheEndOfAPhraseMayHaveAnyEnding() {
    assertThat(read("Üç gündür sular gelmemekte, çukur da var").category()).isEqualTo(OUTAGE);
  }

  @Test
  void theSameWordTwiceIsOnePieceOfEvidence() {
    Lexicon.Reading reading = read("Çukur çukur çukur! Bir de çöp");
    assertThat(reading.category()).isNull();
    assertThat(reading.rivals()).containsExactly(POTHOLE, RUBBISH);
  }

  @Test
  void aTieIsNoTopic() {
    Lexicon.Reading reading = read("Çöp ve çukur");
    assertThat(reading.category()).isNull();
    assertThat(reading.rivals()).containsExactly(POTHOLE, RUBBISH);
  }

  @Test
  void nothingKnownIsNoTopic() {
    assertThat(read("Ayşe Yılmaz, kolay gelsin"))
        .isEqualTo(new Lexicon.Reading(null, List.of(), List.of()));
  }

  @Test
  void onlyWordsOfTheCityAreReported() {
    assertThat(read("Ayşe Yılmaz: okulun önünde çukur").words()).containsExactly("cukur", "okul");
  }
}
