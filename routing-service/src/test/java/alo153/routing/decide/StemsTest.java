package alo153.routing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.TurkishText;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StemsTest {
  private static List<Stems.Hit<String>> find(String known, String text) {
    var stems = new Stems<String>();
    stems.add(known, known);
    return stems.find(TurkishText.words(TurkishText.fold(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "cukur, Yolda çukur var",
    "cukur, Yoldaki çukuru kapatın",
    "cukur, Çukurlardan geçilmiyor",
    "kopek, Sokak köpeği saldırdı",
    "kopek, KÖPEKLER çoğaldı",
    "cop, Çöpler alınmadı",
    "cop, çöpü almıyorlar",
    "su, Suyumuz akmıyor",
    "su, sular kesik",
    "park, parkta salıncak kırık",
    "su kesintisi, Bugün su kesintisi var",
    "su kesintisi, Su kesintisinden bıktık",
    "sokak lambasi, sokak lambaları yanmıyor",
    "otobus, OTOBÜSÜN şoförü",
    "agac, ağaçlar budanmadı",
    "saat, saatlerce bekledik",
    "burs, bursum yatmadı",
    "burs, öğrenci bursları",
    "konser, konsere gittik",
    "defin, definden sonra",
    "sokak kopegi, sokak köpekleri çoğaldı",
    "su saati, su saatimiz bozuk",
  })
  void aWordIsFoundWithItsEndings(String known, String text) {
    assertThat(find(known, text)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "su, Şubeye gittim",
    "su, Suç duyurusu",
    "cop, copy merkezi",
    "park, parke taşı söküldü",
    "su kesintisi, Kesinti var su yok",
    "cukur, Uçuk bir fikir",
    "burs, Bursa otobüsü gelmedi",
    "burs, Bursaya giden yol",
    "konser, konserve kutuları atılmış",
    "defin, define arıyorlar",
  })
  void anotherWordIsNotTakenForIt(String known, String text) {
    assertThat(find(known, text)).isEmpty();
  }
}
