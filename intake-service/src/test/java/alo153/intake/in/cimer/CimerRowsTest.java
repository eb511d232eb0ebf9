package alo153.intake.in.cimer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.work.Submission;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CimerRowsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @Test
  void theApplicantsOwnAddressIsNotWhereItHappened() {
    Submission read = read("Adres;İlçe;Mahalle", "Gül Sokak 5;Adapazarı;Tekeler");
    assertThat(read.location())
        .isEqualTo(new Submission.Location(null, null, null, "Adapazarı", null, null));
  }

  @Test
  void ofSomebodyHiddenNotEvenTheDistrictIsHandedOn() {
    Submission read = read("Kimlik Gizli;Adres;İlçe;Mahalle", "Evet;Gül Sokak 5;Adapazarı;Tekeler");
    assertThat(read.identityHidden()).isTrue();
    assertThat(read.location()).isNull();
  }

  @Test
  void aColumnThatSaysWhereItHappenedIsThePlaceWhoeverWrote() {
    for (String hidden : new String[] {"Evet", "Hayır"}) {
      Submission read =
          read(
              "Kimlik Gizli;Adres;İlçe;Olay Yeri;Olay İlçesi",
              hidden + ";Gül Sokak 5;Adapazarı;Pazar yeri;Hendek");
      assertThat(read.location())
          .isEqualTo(new Submission.Location(null, null, "Pazar yeri", "Hendek", null, null));
    }
  }

  private static Submission read(String header, String cells) {
    String file = "Başvuru No;Metin;" + header + "\n2601234567;Lamba;" + cells + "\n";
    Table table = CsvTables.read(file.getBytes(UTF_8), 10);
    assertThat(table.ignored()).isEmpty();
    return CimerRows.read(table.rows().get(0), NOW).submission();
  }
}
