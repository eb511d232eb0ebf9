package alo153.intake.in.cimer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects rows as a reader finds them; the first row that is not empty is the header. */
final class TableBuilder {
  private static final Set<Column> NEEDED = Set.of(Column.NUMBER, Column.TEXT);

  private final int mostRows;
  private final Map<Integer, Column> columns = new TreeMap<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<Table.Row> rows = new ArrayList<>();
  private int headerWidth = -1;
  private @Nullable Integer brokenAt;

  TableBuilder(int mostRows) {
    this.mostRows = mostRows;
  }

  /**
   * @param number of the row, as a spreadsheet counts
   * @param cells by position from 0
   */
  void row(int number, Map<Integer, String> cells) {
    var filled = new LinkedHashMap<Integer, String>();
    cells.forEach(
        (position, text) -> {
          if (!text.isBlank()) {
            filled.put(position, text.strip());
          }
        });
    if (filled.isEmpty()) {
      return;
    }
    if (headerWidth < 0) {
      header(filled);
      return;
    }
    if (rows.size() == mostRows) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.TOO_MANY_ROWS, "more than " + mostRows + " rows");
    }
    var named = new EnumMap<Column, String>(Column.class);
    boolean surplus = false;
    for (Map.Entry<Integer, String> cell : filled.entrySet()) {
      Column column = columns.get(cell.getKey());
      if (column != null) {
        named.put(column, cell.getValue());
      }
      surplus |= cell.getKey() >= headerWidth;
    }
    rows.add(new Table.Row(number, named, surplus));
  }

  /** The rest of the file can not be read. */
  void brokenAt(int number) {
    brokenAt = number;
  }

  Table end() {
    if (headerWidth < 0) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.EMPTY, "there is nothing in the file");
    }
    return new Table(
        List.copyOf(columns.values()), List.copyOf(ignored), List.copyOf(rows), brokenAt);
  }

  private void header(Map<Integer, String> cells) {
    cells.forEach(
        (position, text) ->
            Column.named(text)
                .filter(column -> !columns.containsValue(column))
                .ifPresentOrElse(column -> columns.put(position, column), () -> ignored.add(text)));
    headerWidth = 1 + cells.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (!columns.values().containsAll(NEEDED)) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.NO_HEADER,
          "the first row needs the columns Başvuru No and Metin");
    }
  }
}
