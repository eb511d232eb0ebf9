package alo153.city;

import alo153.events.BilingualText;
import alo153.events.OwnerCode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the YAML files of a pack look like. */
final class CityFile {
  private CityFile() {}

  /** {@code city.yaml}. */
  record City(
      BilingualText name,
      ZoneId zone,
      Contacts contacts,
      KvkkNotice kvkkNotice,
      ServiceLevel defaultServiceLevel,
      List<String> emergencyWords) {}

  /** {@code departments.yaml}. */
  record Departments(List<Department> departments) {}

  /**
   * {@code institutions.yaml}.
   *
   * @param districtMunicipalities one for each district, so that nobody has to write them out; null
   *     where they are written out
   */
  record Institutions(
      List<Institution> institutions, @Nullable DistrictMunicipalities districtMunicipalities) {}

  /**
   * One institution for each district; {@code {district}} stands for the district's code in codes
   * and addresses and for its name in names.
   */
  record DistrictMunicipalities(
      String code,
      BilingualText name,
      List<String> aliases,
      Institution.Delivery delivery,
      List<String> replyFrom,
      @Nullable String phone) {

    Institution of(District district) {
      String name = district.name();
      return new Institution(
          new OwnerCode(code.replace(RoutingRule.DISTRICT, district.code().value())),
          List.of(
              new Institution.DatedName(
                  new BilingualText(
                      this.name.tr().replace(RoutingRule.DISTRICT, name),
                      this.name.en().replace(RoutingRule.DISTRICT, name)),
                  null,
                  null)),
          aliases.stream().map(alias -> alias.replace(RoutingRule.DISTRICT, name)).toList(),
          null,
          delivery instanceof Institution.Delivery.Mail mail
              ? new Institution.Delivery.Mail(
                  mail.address().replace(RoutingRule.DISTRICT, district.code().value()))
              : delivery,
          replyFrom.stream()
              .map(from -> from.replace(RoutingRule.DISTRICT, district.code().value()))
              .toList(),
          phone);
    }
  }

  /** {@code categories.yaml}. */
  record Categories(Map<String, BilingualText> groups, List<Category> categories) {}

  /** {@code rules.yaml}. */
  record Rules(String version, List<RoutingRule> rules) {}

  /** {@code reasons.yaml}. */
  record Reasons(List<Reason> reasons) {}

  /** {@code calendar.yaml}. */
  record Calendar(
      String version,
      Map<DayOfWeek, WorkingCalendar.Hours> week,
      int firstYear,
      int lastYear,
      List<EveryYear> everyYear,
      List<Dated> dated,
      List<Dated> administrativeLeave) {

    List<DayOff> daysOff() {
      var days = new ArrayList<DayOff>();
      // fixed days go on beyond the years whose religious feasts are known
      for (int year = firstYear; year <= lastYear + 2; year++) {
        for (EveryYear fixed : everyYear) {
          days.add(new DayOff(fixed.day().atYear(year), fixed.closedFrom(), fixed.reason(), false));
        }
      }
      dated.forEach(span -> span.addTo(days, false));
      administrativeLeave.forEach(span -> span.addTo(days, true));
      return days;
    }

    LocalDate knownUntil() {
      return LocalDate.of(lastYear, 12, 31);
    }
  }

  /** A day that is off each year. */
  record EveryYear(MonthDay day, @Nullable LocalTime closedFrom, BilingualText reason) {}

  /** One day, or from a first to a last. */
  record Dated(
      LocalDate first,
      @Nullable LocalDate last,
      @Nullable LocalTime closedFrom,
      BilingualText reason) {
    void addTo(List<DayOff> days, boolean decree) {
      LocalDate until = last == null ? first : last;
      if (until.isBefore(first)) {
        throw new IllegalArgumentException(first + " comes after " + until);
      }
      first
          .datesUntil(until.plusDays(1))
          .forEach(day -> days.add(new DayOff(day, closedFrom, reason, decree)));
    }
  }
}
