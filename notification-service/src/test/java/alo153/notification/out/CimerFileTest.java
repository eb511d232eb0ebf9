package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.MessagePurpose;
import alo153.notification.decide.LedgerState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CimerFileTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Istanbul");

  private static CimerExport.Line line(String text) {
    return new CimerExport.Line(
        "M1",
        "2601234567",
        "CODE",
        MessagePurpose.ANSWERED,
        Instant.parse("2026-11-23T09:00:00Z"),
        LedgerState.PLANNED,
        text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+90", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1"})
  void noCellBecomesAFormula(String hostile) {
    assertThat(CimerFile.safe(hostile)).isEqualTo("'" + hostile);
  }

  @Test
  void aCellHoldsQuotesAndSeparatorsAsTheyAre() {
    String csv = new String(CimerFile.csv(List.of(line("Çukur; \"dolduruldu\"")), ZONE), UTF_8);
    assertThat(csv)
        .startsWith("\ufeff")
        .endsWith(
            "\"2601234567\";\"CODE\";\"Kesin cevap\";\"23.11.2026 12:00\";"
                + "\"Çukur; \"\"dolduruldu\"\"\";\"M1\"\r\n");
  }

  @Test
  void aWorkbookHoldsPlainText() throws IOException {
    byte[] bytes = CimerFile.xlsx(List.of(line("=1+1")), ZONE);
    try (var book = new XSSFWorkbook(new ByteArrayInputStream(bytes))) {
      var cell = book.getSheetAt(0).getRow(1).getCell(4);
      assertThat(cell.getCellType()).isEqualTo(CellType.STRING);
      assertThat(cell.getStringCellValue()).isEqualTo("'=1+1");
    }
  }
}
