package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** The file an officer opens in a spreadsheet. No cell of it can become a formula. */
public final class CimerFile {
  private static final List<String> HEADINGS =
      List.of(
          "CİMER başvuru no", "Takip kodu", "Tür", "Bekleme başlangıcı", "Metin", "Mesaj kimliği");
  private static final int MOST_CELL = 32_000;

  private CimerFile() {}

  private static List<String> cells(CimerExport.Line line, ZoneId zone) {
    return List.of(
        line.cimerNumber(),
        line.trackingCode(),
        kind(line),
        DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm").withZone(zone).format(line.plannedAt()),
        line.text(),
        line.messageId());
  }

  private static String kind(CimerExport.Line line) {
    return switch (line.purpose()) {
      case ANSWERED -> "Kesin cevap";
      case PLANNED -> "Ara cevap";
      case FORWARDED -> "Sevk bilgisi";
      case QUESTION -> "Ek bilgi isteği";
      case DECLINED -> "İşleme alınmama";
      case RECEIVED, MISSED, WORK -> "Bilgi";
    };
  }

  /** UTF-8 with a byte order mark and semicolons, as Turkish spreadsheets expect. */
  public static byte[] csv(List<CimerExport.Line> lines, ZoneId zone) {
    var text = new StringBuilder("\ufeff");
    line(text, HEADINGS);
    for (CimerExport.Line line : lines) {
      line(text, cells(line, zone));
    }
    return text.toString().getBytes(UTF_8);
  }

  private static void line(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "\"" : ";\"")
          .append(safe(cells.get(i)).replace("\"", "\"\""))
          .append('"');
    }
    text.append("\r\n");
  }

  /** A spreadsheet takes a cell beginning like this for a formula; the apostrophe prevents it. */
  static String safe(String cell) {
    return !cell.isEmpty() && "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".indexOf(cell.charAt(0)) >= 0
        ? "'" + cell
        : cell;
  }

  /** A workbook of plain text cells. */
  public static byte[] xlsx(List<CimerExport.Line> lines, ZoneId zone) {
    try (var book = new XSSFWorkbook();
        var bytes = new ByteArrayOutputStream()) {
      var sheet = book.createSheet("CİMER");
      fill(sheet.createRow(0), HEADINGS);
      for (int i = 0; i < lines.size(); i++) {
        fill(sheet.createRow(i + 1), cells(lines.get(i), zone));
      }
      book.write(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a workbook in memory can be written", e);
    }
  }

  private static void fill(Row row, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      String cell = safe(cells.get(i));
      row.createCell(i)
          .setCellValue(cell.length() <= MOST_CELL ? cell : cell.substring(0, MOST_CELL));
    }
  }
}
