package alo153.intake.in.cimer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {
  private static final String FILE =
      "Başvuru No;İlçe;Başvuru Metni\n1;Söğütlü;\"Işık; \"\"yanmıyor\"\"\"\n";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "windows-1254", "UTF-16"})
  void anEncodingIsRecognised(String encoding) {
    Table table = CsvTables.read(FILE.getBytes(Charset.forName(encoding)), 10);
    assertThat(table.rows()).hasSize(1);
    assertThat(table.rows().get(0).cells())
        .containsEntry(Column.DISTRICT, "Söğütlü")
        .containsEntry(Column.TEXT, "Işık; \"yanmıyor\"");
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstHeader() {
    Table table = CsvTables.read(("\ufeff" + FILE).getBytes(UTF_8), 10);
    assertThat(table.columns()).contains(Column.NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {";", ",", "\t"})
  void aSeparatorIsRecognised(String separator) {
    String file =
        String.join(separator, "BASVURU NO", "metin", "Fazla")
            + "\r\n\r\n"
            + String.join(separator, "7", "x", "y");
    Table table = CsvTables.read(file.getBytes(UTF_8), 10);
    assertThat(table.rows()).singleElement().extracting(Table.Row::number).isEqualTo(3);
    assertThat(table.ignored()).containsExactly("Fazla");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Başvuru No|NUMBER",
        "BAŞVURU NUMARASI|NUMBER",
        "başvuru_no|NUMBER",
        "T.C. Kimlik No|NATIONAL_ID",
        "E-posta|EMAIL",
        "İLÇE|DISTRICT",
        "Kimlik Gizli|HIDDEN",
        "Adı Soyadı|NAME",
      })
  void aHeaderMayBeWrittenManyWays(String header, Column column) {
    assertThat(Column.named(header)).contains(column);
  }

  @Test
  void wordsBehindAQuoteBreakNeitherTheRowNorTheRest() {
    Table table =
        CsvTables.read("no;metin\n1;\"Gül\" Sokak\n2;\"a\"\"b\" c;\n3;sonra\n".getBytes(UTF_8), 10);
    assertThat(table.brokenAt()).isNull();
    assertThat(table.rows())
        .extracting(row -> row.cells().get(Column.TEXT))
        .containsExactly("Gül Sokak", "a\"b c", "sonra");
  }

  @Test
  void fromAQuoteThatNeverClosesTheRestIsUnreadableAndWhatWasBeforeIsNot() {
    Table table = CsvTables.read("no;metin\n1;iyi\n2;\"kırık\n3;sonra\n".getBytes(UTF_8), 10);
    assertThat(table.rows()).extracting(Table.Row::number).containsExactly(2);
    assertThat(table.brokenAt()).isEqualTo(3);
  }

  @Test
  void moreRowsThanAllowedAreRefusedBeforeAnyIsImported() {
    assertThatThrownBy(() -> CsvTables.read("no;metin\n1;a\n2;b\n3;c\n".getBytes(UTF_8), 2))
        .isInstanceOfSatisfying(
            UnreadableFileException.class,
            e -> assertThat(e.reason()).isEqualTo(UnreadableFileException.Reason.TOO_MANY_ROWS));
  }

  @Test
  void aWorkbookIsReadWithItsDatesLongNumbersAndFormulas() throws IOException {
    Table table = XlsxTables.read(workbook(), 10);
    assertThat(table.rows()).hasSize(2);
    assertThat(table.rows().get(0).cells())
        .containsEntry(Column.NUMBER, "2601234567")
        .containsEntry(Column.PHONE, "905321112233")
        .containsEntry(Column.DATE, "18.11.2026 21:14:00")
        .containsEntry(Column.TEXT, "Lamba yanmıyor");
    assertThat(table.rows().get(1).cells()).doesNotContainKey(Column.PHONE);
    assertThat(table.rows().get(1).number()).isEqualTo(4);
  }

  @Test
  void aSmallFileThatUnpacksIntoAHugeOneIsRefused() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"[Content_Types].xml", "xl/workbook.xml"}) {
        zip.putNextEntry(new ZipEntry(name));
        byte[] zeros = new byte[1024 * 1024];
        for (int i = 0; i < 100; i++) {
          zip.write(zeros);
        }
        zip.closeEntry();
      }
    }
    assertThatThrownBy(() -> XlsxTables.read(bytes.toByteArray(), 10))
        .isInstanceOf(UnreadableFileException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xl/worksheets/sheet1.xml|<worksheet><sheetData><row r='1'><c r='A1' t='b'><v></v></c></row></sheetData></worksheet>",
        "xl/worksheets/sheet1.xml|<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>-1</v></c></row></sheetData></worksheet>",
        "xl/worksheets/sheet1.xml|<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>x</v></c></row></sheetData></worksheet>",
        "xl/worksheets/sheet1.xml|<worksheet><sheetData>",
        "xl/styles.xml|<styleSheet",
        "xl/styles.xml|<other/>",
        "xl/workbook.xml|<other/>",
        "xl/_rels/workbook.xml.rels|<other/>",
        "[Content_Types].xml|<other/>",
      })
  void aBrokenWorkbookIsNoTable(String entry, String content) throws IOException {
    String sheet =
        content.replace(
            "<worksheet>",
            "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>");
    byte[] broken = with(workbook(), Map.of(entry, sheet.getBytes(UTF_8)));
    assertThatThrownBy(() -> XlsxTables.read(broken, 10))
        .isInstanceOfSatisfying(
            UnreadableFileException.class,
            e ->
                assertThat(e.reason())
                    .isIn(
                        UnreadableFileException.Reason.NOT_A_TABLE,
                        UnreadableFileException.Reason.EMPTY));
  }

  @Test
  void aWorkbookThatIsCutOffIsNoTable() throws IOException {
    byte[] whole = workbook();
    for (int length = 5; length < whole.length; length += 97) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> XlsxTables.read(part, 10))
          .isInstanceOf(UnreadableFileException.class);
    }
  }

  @Test
  void manyFilesThatAreNotTooLargeAloneAreTooLargeTogether() throws IOException {
    byte[] some = new byte[22 * 1024 * 1024];
    new Random(153).nextBytes(some);
    // packs well enough to pass for honest
    for (int i = 0; i < some.length; i += 8) {
      Arrays.fill(some, i + 1, Math.min(some.length, i + 8), (byte) ' ');
    }
    byte[] large = with(workbook(), Map.of("xl/a.xml", some, "xl/b.xml", some, "xl/c.xml", some));
    assertThatThrownBy(() -> XlsxTables.read(large, 10))
        .isInstanceOf(UnreadableFileException.class);
  }

  private static byte[] with(byte[] workbook, Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var in = new ZipInputStream(new ByteArrayInputStream(workbook));
        var out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entries.containsKey(entry.getName())) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(out);
          out.closeEntry();
        }
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] workbook() throws IOException {
    try (var book = new XSSFWorkbook();
        var bytes = new ByteArrayOutputStream()) {
      CellStyle date = book.createCellStyle();
      date.setDataFormat(book.createDataFormat().getFormat("dd/mm/yyyy hh:mm"));
      var sheet = book.createSheet();
      Row header = sheet.createRow(0);
      String[] names = {"Başvuru No", "Tarih", "Metin", "Telefon"};
      for (int i = 0; i < names.length; i++) {
        header.createCell(i).setCellValue(names[i]);
      }
      Row first = sheet.createRow(1);
      first.createCell(0).setCellValue(2601234567.0);
      first.createCell(1).setCellValue(LocalDateTime.of(2026, 11, 18, 21, 14));
      first.getCell(1).setCellStyle(date);
      first.createCell(2).setCellFormula("CONCATENATE(\"Lamba\",\" yanmıyor\")");
      first.getCell(2).setCellValue("Lamba yanmıyor");
      first.createCell(3).setCellValue(905321112233.0);
      Row second = sheet.createRow(3);
      second.createCell(0).setCellValue("2601234568");
      second.createCell(2).setCellValue("x");
      book.write(bytes);
      return bytes.toByteArray();
    }
  }
}
