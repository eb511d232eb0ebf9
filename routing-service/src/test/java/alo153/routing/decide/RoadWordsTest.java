package alo153.routing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.TurkishText;
import alo153.events.RoadClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoadWordsTest {
  @ParameterizedTest
  @CsvSource({
    "D-100 üzerinde çukur, STATE_ROAD, false",
    "d100'de kaza, STATE_ROAD, false",
    "D 650 karayolunda, STATE_ROAD, false",
    "E-5 kenarında, STATE_ROAD, false",
    "Otoyolda ışıklar yanmıyor, MOTORWAY, false",
    "O-4 gişelerinde, MOTORWAY, false",
    "TEM otoyolu çıkışı, MOTORWAY, false",
    "Atatürk Bulvarı'nda çukur, MAIN_ROAD, false",
    "ana yolda asfalt, MAIN_ROAD, false",
    "1203. sokakta çukur, SIDE_STREET, false",
    "sokağımızda, SIDE_STREET, false",
    "Çark Caddesi 12, MAIN_ROAD, true",
    "Çark Cad. 15. sk., SIDE_STREET, true",
    "Çark Caddesi 1203. Sokak, SIDE_STREET, false",
    "Çark Caddesi'nde sokak temizliği yapılmıyor, MAIN_ROAD, true",
    "Atatürk Bulvarında sokak lambası yanmıyor, MAIN_ROAD, false",
    "1203. sokakta sokak köpekleri, SIDE_STREET, false",
  })
  void theRoadIsReadFromTheWords(String text, RoadClass road, boolean weak) {
    assertThat(RoadWords.read(TurkishText.fold(text))).contains(new RoadWords.Found(road, weak));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Çukur var",
        "Kaza meydana geldi",
        "O 5 gündür gelmiyor",
        "Bulvara çıkan sokakta",
        "Karayolları bakmıyor",
        "Sokak kedilerine su lazım",
        "Sokak aydınlatması yetersiz",
      })
  void nothingIsSaidWhereNoRoadOrSeveralAreNamed(String text) {
    assertThat(RoadWords.read(TurkishText.fold(text))).isEmpty();
  }

  @Test
  void aSquareIsAMainRoad() {
    assertThat(RoadWords.read(TurkishText.fold("Kent Meydanı'nda çukur")))
        .map(RoadWords.Found::roadClass)
        .contains(RoadClass.MAIN_ROAD);
  }
}
