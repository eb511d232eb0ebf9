package alo153.intake.in.cimer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * Reads the first sheet of a workbook, row by row. Its entries and strings lie in memory meanwhile,
 * so a small file that unpacks into a huge one is refused before. A formula counts with the value
 * it was saved with.
 */
final class XlsxTables {
  private static final long MOST_UNPACKED = 64L * 1024 * 1024;
  private static final int MOST_ENTRIES = 500;
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss");

  static {
    // these are POI's, for the whole process
    ZipSecureFile.setMaxEntrySize(MOST_UNPACKED);
    ZipSecureFile.setMaxTextSize(MOST_UNPACKED);
    ZipSecureFile.setMaxFileCount(MOST_ENTRIES);
  }

  private XlsxTables() {}

  static boolean looksLikeOne(byte[] bytes) {
    return bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3;
  }

  /** The format before 2007. */
  static boolean looksLikeOldExcel(byte[] bytes) {
    return bytes.length > 4
        && (bytes[0] & 0xff) == 0xd0
        && (bytes[1] & 0xff) == 0xcf
        && (bytes[2] & 0xff) == 0x11;
  }

  static Table read(byte[] bytes, int mostRows) {
    var builder = new TableBuilder(mostRows);
    checkSize(bytes);
    try (OPCPackage file = OPCPackage.open(new ByteArrayInputStream(bytes))) {
      var reader = new XSSFReader(file);
      Iterator<InputStream> sheets = reader.getSheetsData();
      if (!sheets.hasNext()) {
        throw notATable();
      }
      try (InputStream sheet = sheets.next()) {
        XMLReader xml = XMLHelper.newXMLReader();
        xml.setContentHandler(
            new XSSFSheetXMLHandler(
                reader.getStylesTable(),
                null,
                new ReadOnlySharedStringsTable(file),
                new Rows(builder),
                new PlainFormatter(),
                false));
        xml.parse(new InputSource(sheet));
      }
    } catch (UnreadableFileException e) {
      throw e;
    } catch (OpenXML4JException | SAXException | IOException | RuntimeException e) {
      // a broken workbook fails in whatever way POI stumbles over it
      throw notATable();
    } catch (javax.xml.parsers.ParserConfigurationException e) {
      throw new IllegalStateException("every JDK can read XML", e);
    }
    return builder.end();
  }

  /** POI looks at single entries only, and only while it unpacks them. */
  private static void checkSize(byte[] bytes) {
    var buffer = new byte[8192];
    long unpacked = 0;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      while (zip.getNextEntry() != null) {
        for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
          unpacked += read;
          if (unpacked > MOST_UNPACKED) {
            throw notATable();
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // cut off, or with names that are none
      throw notATable();
    }
  }

  private static UnreadableFileException notATable() {
    return new UnreadableFileException(
        UnreadableFileException.Reason.NOT_A_TABLE, "the workbook can not be read");
  }

  /** Hands complete rows on. */
  private static final class Rows implements XSSFSheetXMLHandler.SheetContentsHandler {
    private final TableBuilder builder;
    private final Map<Integer, String> cells = new HashMap<>();
    private int next;

    Rows(TableBuilder builder) {
      this.builder = builder;
    }

    @Override
    public void startRow(int row) {
      cells.clear();
      next = 0;
    }

    @Override
    public void endRow(int row) {
      builder.row(row + 1, cells);
    }

    @Override
    public void cell(
        @Nullable String reference, @Nullable String formatted, @Nullable XSSFComment comment) {
      int column = reference == null ? next : new CellReference(reference).getCol();
      next = column + 1;
      if (formatted != null) {
        cells.put(column, formatted);
      }
    }
  }

  /** Dates and long numbers as we read them, whatever the cell would look like on a screen. */
  private static final class PlainFormatter extends DataFormatter {
    PlainFormatter() {
      super(Locale.ROOT);
    }

    @Override
    public String formatRawCellContents(
        double value, int formatIndex, @Nullable String formatString, boolean use1904) {
      if (DateUtil.isADateFormat(formatIndex, formatString) && DateUtil.isValidExcelDate(value)) {
        LocalDateTime time = DateUtil.getLocalDateTime(value, use1904, true);
        return time == null ? "" : DATE.format(time);
      }
      return Double.isFinite(value)
          ? new BigDecimal(value).stripTrailingZeros().toPlainString()
          : "";
    }
  }
}
