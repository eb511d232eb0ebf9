package alo153.intake.decide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhonesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0532 111 22 33|+905321112233",
        "5321112233|+905321112233",
        "905321112233|+905321112233",
        "00905321112233|+905321112233",
        "+90 (532) 111 22 33|+905321112233",
        "0532/111/22/33|+905321112233",
        "0532.111.22.33|+905321112233",
        "tel:+905321112233|+905321112233",
        "0264 111 22 33|+902641112233",
        "0850 111 22 33|+908501112233",
        "0532 111 22 33 / 0264 111 22 33|+905321112233",
        "+49 30 901820|+4930901820",
      })
  void everySpellingOfANumberIsTheSameNumber(String written, String e164) {
    assertThat(Phones.read(written)).isEqualTo(new Phones.Phone(e164, Phones.Kind.NUMBER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"153", "112", "185", "444 11 53", "4441153", "1042", "10421"})
  void whatCanOnlyBeDialledAtHomeIsNotAnAddressForMessages(String written) {
    assertThat(Phones.read(written)).isEqualTo(new Phones.Phone(null, Phones.Kind.LOCAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "anonymous", "Anonymous", "<unknown>", "restricted", "0", "unavailable"})
  void aWithheldNumberIsNoNumber(String written) {
    assertThat(Phones.read(written)).isEqualTo(new Phones.Phone(null, Phones.Kind.HIDDEN));
  }

  @Test
  void aMissingNumberIsWithheld() {
    assertThat(Phones.read(null).kind()).isEqualTo(Phones.Kind.HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0532",
        "abc",
        "0532 111 22",
        "+",
        "٠٥٣٢",
        "0532 111 22 33 dahili",
        "999999999999"
      })
  void whatIsNoNumberIsCalledUnreadable(String written) {
    assertThat(Phones.read(written).e164()).isNull();
    assertThat(Phones.read(written).kind()).isIn(Phones.Kind.UNREADABLE, Phones.Kind.LOCAL);
  }
}
