package alo153.intake.in.cimer;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads text tables as Turkish spreadsheets write them: UTF-8 or windows-1254, semicolons, commas
 * or tabs.
 */
final class CsvTables {
  private static final Charset TURKISH = Charset.forName("windows-1254");

  private CsvTables() {}

  static Table read(byte[] bytes, int mostRows) {
    String text = decode(bytes);
    if (text.indexOf('\0') >= 0) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.NOT_A_TABLE, "neither CSV nor XLSX");
    }
    var builder = new TableBuilder(mostRows);
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter(text))
            .setIgnoreSurroundingSpaces(true)
            // a quote in the middle of a cell breaks nothing
            .setTrailingData(true)
            .setIgnoreEmptyLines(false)
            .get();
    int number = 0;
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      Iterator<CSVRecord> records = parser.iterator();
      while (records.hasNext()) {
        CSVRecord record = records.next();
        number++;
        var cells = new HashMap<Integer, String>();
        for (int i = 0; i < record.size(); i++) {
          cells.put(i, record.get(i));
        }
        builder.row(number, cells);
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      // quotes that do not close: where the row ends, and all after it, nobody can say
      builder.brokenAt(number + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("the text is in memory", e);
    }
    return builder.end();
  }

  private static String decode(byte[] bytes) {
    if (startsWith(bytes, 0xff, 0xfe)) {
      return new String(bytes, 2, bytes.length - 2, UTF_16LE);
    }
    if (startsWith(bytes, 0xfe, 0xff)) {
      return new String(bytes, 2, bytes.length - 2, UTF_16BE);
    }
    int mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    try {
      return UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, TURKISH);
    }
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** The one that splits the first line most often. */
  private static char delimiter(String text) {
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    char best = ';';
    long most = 0;
    for (char candidate : new char[] {';', ',', '\t'}) {
      long count = first.chars().filter(c -> c == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }
}
