package alo153.city;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Regime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Until when, by which law or promise, and how that was counted. */
public final class DeadlineRules {
  /** Until a department has said it will do it. */
  public static final String ACCEPT = "accept";

  /** Until the citizen is answered. */
  public static final String ANSWER = "answer";

  private static final WorkingTime THIRTY_DAYS = WorkingTime.calendarDays(30);
  private static final WorkingTime FIFTEEN_WORKING_DAYS = WorkingTime.workingDays(15);

  private final CityPack city;
  private final WorkingCalendar calendar;
  private final DateTimeFormatter turkish;
  private final DateTimeFormatter english;

  DeadlineRules(CityPack city) {
    this.city = city;
    this.calendar = city.calendar();
    ZoneId zone = city.zone();
    this.turkish =
        DateTimeFormatter.ofPattern("d MMMM yyyy EEEE HH.mm", TurkishText.TURKISH).withZone(zone);
    this.english =
        DateTimeFormatter.ofPattern("EEEE d MMMM yyyy HH:mm", Locale.ENGLISH).withZone(zone);
  }

  /**
   * The clocks of a request.
   *
   * @param kind what the citizen wants; an information request inside CİMER has its own clock
   * @param category null when the topic was not understood: then the city's usual promise counts
   * @param submittedAt when it reached the municipality
   */
  public List<DueDate> of(
      Regime regime, Kind kind, @Nullable CategoryCode category, Instant submittedAt) {
    ServiceLevel level = level(category);
    return List.of(
        dueDate(ACCEPT, level.acceptWithin(), promise(category), submittedAt),
        dueDate(
            ANSWER, answerWithin(regime, kind, level), why(regime, kind, category), submittedAt));
  }

  /** How long the law or the promise leaves for the answer. */
  public WorkingTime answerWithin(Regime regime, Kind kind, @Nullable CategoryCode category) {
    return answerWithin(regime, kind, level(category));
  }

  private static WorkingTime answerWithin(Regime regime, Kind kind, ServiceLevel level) {
    return switch (regime) {
      case SERVICE -> level.answerWithin();
      case PETITION_3071, KVKK_6698 -> THIRTY_DAYS;
      case INFORMATION_4982 -> FIFTEEN_WORKING_DAYS;
      case CIMER -> kind == Kind.INFORMATION ? FIFTEEN_WORKING_DAYS : THIRTY_DAYS;
    };
  }

  /**
   * A clock that stood still, set going again with what it had left. A question to the citizen
   * stops a promise; it stops no term of a law (only the notice of a cost stops one, law 4982), so
   * such a clock keeps its day.
   *
   * @param name which clock
   * @param due when it would have been due
   * @param stoppedAt since when it stood still
   * @param resumedAt from when it runs again
   */
  public DueDate continued(
      String name,
      Regime regime,
      Kind kind,
      @Nullable CategoryCode category,
      Instant due,
      Instant stoppedAt,
      Instant resumedAt) {
    ServiceLevel level = level(category);
    WorkingTime span =
        name.equals(ACCEPT) ? level.acceptWithin() : answerWithin(regime, kind, level);
    BilingualText law = name.equals(ACCEPT) ? promise(category) : why(regime, kind, category);
    if (!name.equals(ACCEPT) && regime != Regime.SERVICE) {
      BilingualText ranOn =
          new BilingualText(
              law.tr() + ": yurttaşa soru sorulması bu süreyi durdurmaz",
              law.en() + ": a question to the citizen does not stop this clock");
      return dueDate(name, ranOn, span.unit(), new Explained(due, List.of()));
    }
    Explained counted = remaining(span.unit(), due, stoppedAt, resumedAt);
    BilingualText paused =
        new BilingualText(
            law.tr()
                + ": süre yurttaşın yanıtı beklenirken durdu ("
                + turkish.format(stoppedAt)
                + " – "
                + turkish.format(resumedAt)
                + "), kalan süre işliyor",
            law.en()
                + ": the clock stood still while the citizen was asked ("
                + english.format(stoppedAt)
                + " – "
                + english.format(resumedAt)
                + "), what was left runs on");
    return dueDate(name, paused, span.unit(), counted);
  }

  private Explained remaining(
      WorkingTime.Unit unit, Instant due, Instant stoppedAt, Instant resumedAt) {
    if (!due.isAfter(stoppedAt)) {
      return new Explained(due, List.of());
    }
    return switch (unit) {
      case MINUTES, HOURS ->
          new Explained(resumedAt.plus(Duration.between(stoppedAt, due)), List.of());
      case WORKING_HOURS ->
          calendar.afterWorking(resumedAt, calendar.workingBetween(stoppedAt, due));
      case WORKING_DAYS -> {
        int left = calendar.workingDaysBetween(stoppedAt, due);
        yield left == 0
            ? calendar.afterWorking(resumedAt, calendar.workingBetween(stoppedAt, due))
            : calendar.explain(resumedAt, WorkingTime.workingDays(left));
      }
      case CALENDAR_DAYS -> {
        long left =
            stoppedAt
                .atZone(city.zone())
                .toLocalDate()
                .until(due.atZone(city.zone()).toLocalDate(), java.time.temporal.ChronoUnit.DAYS);
        yield new Explained(
            calendar.endOf(resumedAt.atZone(city.zone()).toLocalDate().plusDays(left)), List.of());
      }
    };
  }

  private DueDate dueDate(String name, WorkingTime span, BilingualText why, Instant from) {
    BilingualText words = span.inWords();
    return dueDate(
        name,
        new BilingualText(why.tr() + ": " + words.tr(), why.en() + ": " + words.en()),
        span.unit(),
        calendar.explain(from, span));
  }

  private DueDate dueDate(
      String name, BilingualText why, WorkingTime.Unit unit, Explained counted) {
    Instant due = counted.due();
    LocalDate lastDay = due.atZone(city.zone()).toLocalDate();
    boolean earlier = unit == WorkingTime.Unit.CALENDAR_DAYS && calendar.hoursOn(lastDay).isEmpty();
    Instant planBy = earlier ? calendar.lastWorkingMomentBefore(due) : due;
    var tr = new StringBuilder(why.tr()).append("; son an ").append(turkish.format(due));
    var en = new StringBuilder(why.en()).append("; due ").append(english.format(due));
    if (!counted.skipped().isEmpty()) {
      if (counted.skipped().size() > counted.holidays().size()) {
        tr.append("; hafta sonları sayılmadı");
        en.append("; weekends not counted");
      }
      if (!counted.holidays().isEmpty()) {
        tr.append("; ").append(holidays(counted, Language.TR));
        en.append("; ").append(holidays(counted, Language.EN));
      }
    }
    if (earlier) {
      tr.append("; son gün çalışma günü değil, planlanan son an ").append(turkish.format(planBy));
      en.append("; the last day is not worked, planned by ").append(english.format(planBy));
    }
    if (lastDay.isAfter(calendar.knownUntil())) {
      tr.append("; bu tarihin dinî bayramları takvime henüz girilmedi");
      en.append("; the religious feasts of that year are not in the calendar yet");
    }
    return new DueDate(name, due, planBy, new BilingualText(tr + ".", en + "."));
  }

  private static String holidays(Explained counted, Language language) {
    boolean tr = language == Language.TR;
    var day = DateTimeFormatter.ofPattern("d MMM", tr ? TurkishText.TURKISH : Locale.ENGLISH);
    return counted.holidays().stream()
        .map(
            skipped ->
                day.format(skipped.day())
                    + " "
                    + (skipped.half()
                        ? (tr ? "yarım gün" : "half day")
                        : (tr ? "atlandı" : "skipped"))
                    + " ("
                    + skipped.reason().in(language)
                    + ")")
        .collect(Collectors.joining(", "));
  }

  private ServiceLevel level(@Nullable CategoryCode category) {
    if (category == null) {
      return city.defaultServiceLevel();
    }
    return city.category(category).map(Category::serviceLevel).orElseGet(city::defaultServiceLevel);
  }

  private BilingualText why(Regime regime, Kind kind, @Nullable CategoryCode category) {
    return switch (regime) {
      case SERVICE -> promise(category);
      case PETITION_3071 ->
          new BilingualText("Dilekçe (3071 sayılı Kanun m. 7)", "Petition (law 3071, art. 7)");
      case INFORMATION_4982 ->
          new BilingualText(
              "Bilgi edinme (4982 sayılı Kanun m. 11)", "Right to information (law 4982, art. 11)");
      case CIMER ->
          kind == Kind.INFORMATION
              ? new BilingualText(
                  "CİMER bilgi edinme (4982 sayılı Kanun m. 11)",
                  "CİMER right to information (law 4982, art. 11)")
              : new BilingualText(
                  "CİMER başvurusu (3071 sayılı Kanun m. 7)", "CİMER request (law 3071, art. 7)");
      case KVKK_6698 ->
          new BilingualText(
              "Kişisel veri başvurusu (6698 sayılı Kanun m. 13)",
              "Data subject's request (law 6698, art. 13)");
    };
  }

  private BilingualText promise(@Nullable CategoryCode category) {
    return category == null
        ? new BilingualText("Hizmet süresi", "Service level")
        : city.category(category)
            .map(Category::name)
            .map(
                name ->
                    new BilingualText("Hizmet süresi, " + name.tr(), "Service level, " + name.en()))
            .orElse(new BilingualText("Hizmet süresi", "Service level"));
  }
}
