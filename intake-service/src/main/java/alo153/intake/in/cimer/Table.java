package alo153.intake.in.cimer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file as rows of named cells.
 *
 * @param columns the columns it has
 * @param ignored headers nobody knows
 * @param rows in their order
 * @param brokenAt the row from which on the file could not be read; null when all could
 */
record Table(
    List<Column> columns, List<String> ignored, List<Row> rows, @Nullable Integer brokenAt) {

  /**
   * One row.
   *
   * @param number as a spreadsheet counts: the header is row 1
   * @param cells what stands in it; empty cells are left out
   * @param surplus whether it has more cells than the header
   */
  record Row(int number, Map<Column, String> cells, boolean surplus) {}
}
