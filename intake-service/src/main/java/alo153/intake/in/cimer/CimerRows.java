package alo153.intake.in.cimer;

import alo153.events.Channel;
import alo153.events.Kind;
import alo153.events.work.Submission;
import alo153.intake.decide.Door;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a row of CİMER's file means. */
final class CimerRows {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
  private static final Set<String> NOT_HIDDEN = Set.of("", "hayir", "h", "yok", "false", "0", "no");
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("istek", Kind.REQUEST),
          Map.entry("talep", Kind.REQUEST),
          Map.entry("sikayet", Kind.COMPLAINT),
          Map.entry("ihbar", Kind.TIP),
          Map.entry("oneri", Kind.SUGGESTION),
          Map.entry("gorus", Kind.SUGGESTION),
          Map.entry("gorusoneri", Kind.SUGGESTION),
          Map.entry("yonetimekatil", Kind.SUGGESTION),
          Map.entry("bilgi", Kind.INFORMATION),
          Map.entry("bilgiedinme", Kind.INFORMATION),
          Map.entry("tesekkur", Kind.THANKS));

  private CimerRows() {}

  /**
   * A row, understood.
   *
   * @param submission null when there are flaws
   * @param door by its number the same case is the same request
   * @param flaws by column
   */
  record Case(@Nullable Submission submission, Door door, List<Flaw> flaws) {}

  static Case read(Table.Row row, Instant now) {
    var flaws = new ArrayList<Flaw>();
    Map<Column, String> cell = row.cells();
    String number = cell.getOrDefault(Column.NUMBER, "").replaceAll("\\s", "");
    if (!NUMBER.matcher(number).matches()) {
      flaws.add(
          flaw(
              Column.NUMBER,
              "CIMER_NUMBER",
              "Başvuru numarası yok ya da rakam değil.",
              "The application number is missing or has other than digits."));
    }
    if (row.surplus()) {
      flaws.add(
          flaw(
              null,
              "COLUMN_COUNT",
              "Satırda başlıktan fazla sütun var; tırnak ya da ayraç eksik olabilir.",
              "More cells than the header has; a quote or separator may be missing."));
    }
    Kind kind = kind(cell.get(Column.TYPE), flaws);
    Instant submittedAt = date(cell.get(Column.DATE), now, flaws);
    for (Map.Entry<Column, String> entry : cell.entrySet()) {
      if (entry.getValue().startsWith("ERROR:#") || entry.getValue().matches("#[A-Z0-9/!?]{3,8}")) {
        flaws.add(
            flaw(
                entry.getKey(),
                "FORMULA_ERROR",
                "Hücredeki formül hata veriyor.",
                "The cell's formula has an error."));
      }
    }
    var door = new Door(Channel.CIMER, null, number, now, false);
    if (!flaws.isEmpty()) {
      return new Case(null, door, flaws);
    }
    return new Case(submission(cell, number, kind, submittedAt), door, List.of());
  }

  private static Submission submission(
      Map<Column, String> cell, String number, Kind kind, @Nullable Instant submittedAt) {
    boolean hidden = !NOT_HIDDEN.contains(Column.plain(cell.getOrDefault(Column.HIDDEN, "")));
    var contact =
        hidden
            ? new Submission.Contact(null, null, null, null, null, number, null, null, null)
            : new Submission.Contact(
                name(cell),
                cell.get(Column.PHONE),
                cell.get(Column.EMAIL),
                null,
                null,
                number,
                cell.get(Column.NATIONAL_ID),
                null,
                null);
    return new Submission(
        number,
        null,
        Channel.CIMER.name(),
        kind.name(),
        cell.get(Column.TEXT),
        cell.get(Column.SUBJECT),
        null,
        null,
        null,
        location(cell, hidden),
        contact,
        hidden,
        null,
        null,
        submittedAt);
  }

  /**
   * Where it happened, when the file says so. Else the applicant's own district is the best guess;
   * the rest of the applicant's address concerns no department, and of somebody hidden nothing
   * does.
   */
  private static Submission.@Nullable Location location(Map<Column, String> cell, boolean hidden) {
    String place = cell.get(Column.PLACE);
    String district = cell.get(Column.PLACE_DISTRICT);
    String neighbourhood = cell.get(Column.PLACE_NEIGHBOURHOOD);
    if (place != null || district != null || neighbourhood != null) {
      return new Submission.Location(null, null, place, district, neighbourhood, null);
    }
    return hidden || !cell.containsKey(Column.DISTRICT)
        ? null
        : new Submission.Location(null, null, null, cell.get(Column.DISTRICT), null, null);
  }

  private static @Nullable String name(Map<Column, String> cell) {
    String whole = cell.get(Column.NAME);
    if (whole != null) {
      return whole;
    }
    String name =
        (cell.getOrDefault(Column.FIRST_NAME, "") + " " + cell.getOrDefault(Column.LAST_NAME, ""))
            .strip();
    return name.isEmpty() ? null : name;
  }

  private static Kind kind(@Nullable String written, List<Flaw> flaws) {
    if (written == null) {
      return Kind.REQUEST;
    }
    Kind kind = KINDS.get(Column.plain(written));
    if (kind == null) {
      flaws.add(
          flaw(
              Column.TYPE,
              "UNKNOWN_VALUE",
              "Başvuru türü tanınmadı: istek, şikâyet, ihbar, görüş-öneri, bilgi edinme ya da"
                  + " teşekkür olmalı.",
              "Not one of CİMER's kinds."));
      return Kind.REQUEST;
    }
    return kind;
  }

  private static @Nullable Instant date(@Nullable String written, Instant now, List<Flaw> flaws) {
    if (written == null) {
      return null;
    }
    Optional<Instant> date = Times.read(written);
    if (date.isEmpty()) {
      flaws.add(
          flaw(
              Column.DATE,
              "TIME_FORMAT",
              "Tarih okunamadı; gg.aa.yyyy ss:dd biçiminde olmalı.",
              "Not a date such as 18.11.2026 21:14."));
      return null;
    }
    if (date.get().isAfter(now.plus(Duration.ofMinutes(5)))) {
      flaws.add(
          flaw(Column.DATE, "IN_THE_FUTURE", "Tarih gelecekte.", "The date is in the future."));
    }
    return date.get();
  }

  private static Flaw flaw(@Nullable Column column, String code, String tr, String en) {
    return new Flaw(
        column == null ? "#" : "#/" + column.name().toLowerCase(java.util.Locale.ROOT),
        code,
        tr,
        en);
  }
}
