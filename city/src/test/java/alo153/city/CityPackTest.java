package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.RoadClass;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CityPackTest {
  private static final CityPack CITY = CityPack.load(null);

  @Test
  void sakaryaIsTheDefault() {
    assertThat(CITY.name().tr()).isEqualTo("Sakarya Büyükşehir Belediyesi");
    assertThat(CITY.zone()).hasToString("Europe/Istanbul");
    assertThat(CITY.districts()).hasSize(16);
    assertThat(CITY.districts().stream().filter(District::centre).map(District::name))
        .containsExactlyInAnyOrder("Adapazarı", "Arifiye", "Erenler", "Serdivan");
    assertThat(CITY.neighbourhoods()).hasSize(673);
    assertThat(CITY.contacts().phone()).isEqualTo("153");
  }

  @Test
  void sixtyTwoNeighbourhoodNamesOccurInSeveralDistricts() {
    long several =
        CITY.neighbourhoods().stream()
            .collect(Collectors.groupingBy(Neighbourhood::name))
            .values()
            .stream()
            .filter(same -> same.size() > 1)
            .count();

    assertThat(several).isEqualTo(62);
  }

  @Test
  void everyDistrictHasItsMunicipality() {
    for (District district : CITY.districts()) {
      OwnerInfo municipality =
          CITY.owner(new OwnerCode(district.code() + "-belediyesi")).orElseThrow();
      assertThat(municipality.owner().kind()).isEqualTo(OwnerKind.INSTITUTION);
      assertThat(municipality.name().tr()).isEqualTo(district.name() + " Belediyesi");
    }
  }

  @Test
  void everyTopicFindsAnOwnerOnceTheDistrictIsKnown() {
    Set<CategoryCode> withoutConditions = new HashSet<>();
    for (RoutingRule rule : CITY.rules()) {
      RoutingRule.Condition when = rule.when();
      if (when.wordsAny().isEmpty()
          && when.wordsNone().isEmpty()
          && when.districts().isEmpty()
          && when.roadClasses().isEmpty()
          && when.kinds().isEmpty()
          && when.channels().isEmpty()
          && rule.owner() != null) {
        withoutConditions.addAll(when.categories());
      }
    }

    assertThat(withoutConditions)
        .containsExactlyInAnyOrderElementsOf(
            CITY.categories().stream().map(Category::code).toList());
  }

  @Test
  void theUsualOwnerOfATopicIsTheOneItsLastRuleNames() {
    for (Category category : CITY.categories()) {
      RoutingRule last =
          CITY.rules().stream()
              .filter(rule -> rule.when().categories().contains(category.code()))
              .reduce((first, second) -> second)
              .orElseThrow();
      if (category.owner() != null) {
        assertThat(last.owner()).as("%s", category.code()).isEqualTo(category.owner().value());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MOTORWAY, karayollari",
    "STATE_ROAD, karayollari",
    "MAIN_ROAD, yol-bakim",
    "SIDE_STREET, {district}-belediyesi"
  })
  void theRoadDecidesWhoMendsThePothole(RoadClass road, String owner) {
    RoutingRule rule =
        CITY.rules().stream()
            .filter(one -> one.when().categories().contains(new CategoryCode("road.pothole")))
            .filter(one -> one.when().roadClasses().contains(road))
            .findFirst()
            .orElseThrow();

    assertThat(rule.owner()).isEqualTo(owner);
  }

  @Test
  void aPotholeOnAnUnknownRoadGoesToTheMetropolitanMunicipalityWithAlternates() {
    RoutingRule rule =
        CITY.rules().stream()
            .filter(one -> one.id().equals("road-unknown"))
            .findFirst()
            .orElseThrow();

    assertThat(rule.owner()).isEqualTo("yol-bakim");
    assertThat(rule.alternates())
        .extracting(RoutingRule.Alternate::owner)
        .containsExactly("{district}-belediyesi", "karayollari");
  }

  @Test
  void noRuleIsItsOwnAlternate() {
    for (RoutingRule rule : CITY.rules()) {
      assertThat(rule.alternates())
          .as(rule.id())
          .extracting(RoutingRule.Alternate::owner)
          .doesNotHaveDuplicates()
          .doesNotContain(String.valueOf(rule.owner()));
    }
  }

  @Test
  void keywordsAreFoldedAndSpeakForOneTopicOnly() {
    var seen = new HashSet<String>();
    for (Category category : CITY.categories()) {
      assertThat(category.keywords()).as("%s", category.code()).isNotEmpty();
      for (String keyword : category.keywords()) {
        assertThat(keyword).isEqualTo(TurkishText.fold(keyword)).isNotBlank();
        assertThat(seen.add(keyword)).as("%s: %s", category.code(), keyword).isTrue();
      }
    }
  }

  @Test
  void aRuleGoesThroughJsonUnchanged() {
    var json = JsonMapper.builder().build();

    for (RoutingRule rule : CITY.rules()) {
      assertThat(json.readValue(json.writeValueAsBytes(rule), RoutingRule.class)).isEqualTo(rule);
    }
  }

  @Test
  void anInstitutionKeepsItsCodeWhenItsNameChanges() {
    Institution gas = CITY.institution(new OwnerCode("dogalgaz")).orElseThrow();

    assertThat(gas.nameOn(LocalDate.of(2015, 6, 1)).tr()).startsWith("AGDAŞ");
    assertThat(gas.nameOn(LocalDate.of(2026, 6, 1)).tr()).startsWith("Aksa");
    assertThat(gas.name()).isEqualTo(gas.nameOn(LocalDate.of(2026, 6, 1)));
  }

  @Test
  void noAddressOfThePackReachesAnybody() {
    for (Institution institution : CITY.institutions()) {
      if (institution.delivery() instanceof Institution.Delivery.Mail mail) {
        assertThat(mail.address()).endsWith(".invalid");
      }
    }
    assertThat(CITY.contacts().mail()).endsWith(".example");
  }

  @Test
  void anInstitutionIsKnownByItsAddress() {
    assertThat(CITY.institutionWritingFrom("Ariza.Masasi@SEDAS.invalid").map(Institution::code))
        .contains(new OwnerCode("sedas"));
    assertThat(CITY.institutionWritingFrom("ayse@example.org")).isEmpty();
    assertThat(CITY.institutionWritingFrom("sedas.invalid")).isEmpty();
  }

  @Test
  void thereAreElevenGroundsForNotProcessing() {
    assertThat(CITY.reasons().declines()).hasSize(11);
    assertThat(CITY.reasons().refusals()).isNotEmpty();
    assertThat(CITY.reasons().find("wet-ink-by-post").map(Reason::use))
        .contains(Reason.Use.DECLINE);
  }

  @Test
  void theSameFilesAreTheSameVersion(@TempDir Path folder) throws Exception {
    assertThat(CityPack.load(null).version()).isEqualTo(CITY.version());
    assertThat(CityPack.load(folder).version()).isEqualTo(CITY.version());

    override(folder, "city.yaml", "phone: \"153\"", "phone: \"1533\"");

    CityPack other = CityPack.load(folder);
    assertThat(other.version()).isNotEqualTo(CITY.version());
    assertThat(other.contacts().phone()).isEqualTo("1533");
    assertThat(other.districts()).hasSize(16);
  }

  @Test
  void decreedLeaveMovesDeadlinesAndTheCalendarsVersion(@TempDir Path folder) throws Exception {
    override(
        folder,
        "calendar.yaml",
        "administrativeLeave: []",
        "administrativeLeave:\n"
            + "  - { first: 2026-10-30, reason: { tr: İdari izin, en: Administrative leave } }\n");

    WorkingCalendar calendar = CityPack.load(folder).calendar();

    assertThat(calendar.version()).isNotEqualTo(CITY.calendar().version());
    assertThat(calendar.hoursOn(LocalDate.of(2026, 10, 30))).isEmpty();
    assertThat(calendar.dayOff(LocalDate.of(2026, 10, 30)).map(DayOff::decree)).contains(true);
    assertThat(calendar.dayOff(LocalDate.of(2026, 10, 30)).map(DayOff::reason))
        .contains(new BilingualText("İdari izin", "Administrative leave"));
  }

  @Test
  void aTownOfTwoDistrictsNeedsOnlyItsOwnFiles(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("districts.geojson"),
        """
        {"type":"FeatureCollection","features":[
         {"type":"Feature","properties":{"code":"bati","name":"Batı"},"geometry":{"type":"Polygon",
          "coordinates":[[[30,40],[31,40],[31,41],[30,41],[30,40]]]}},
         {"type":"Feature","properties":{"code":"dogu","name":"Doğu"},"geometry":{"type":"Polygon",
          "coordinates":[[[31,40],[32,40],[32,41],[31,41],[31,40]]]}}]}
        """);
    Files.writeString(folder.resolve("neighbourhoods.csv"), "district,name\nbati,Çay\n");

    CityPack town = CityPack.load(folder);

    assertThat(town.places().at(40.5, 31.5).map(District::code)).contains(new DistrictCode("dogu"));
    assertThat(town.owner(new OwnerCode("bati-belediyesi"))).isPresent();
    assertThat(town.owner(new OwnerCode("hendek-belediyesi"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules.yaml | owner: karayollari | owner: karayolari |"
            + " rules.yaml: rule 'road-motorway-state' names the owner 'karayolari' nobody knows",
        "rules.yaml | [transport.rail] | [transport.train] |"
            + " rules.yaml: rule 'railway' asks for the topic 'transport.train'",
        "rules.yaml | categories: [road.excavation] | districts: [hendek] |"
            + " rules.yaml: rule 'excavation-cover' names an owner and neither asks for a topic",
        "rules.yaml | en: \"Manhole and gully covers are SASKİ's.\" | # |"
            + " rules.yaml: /rules/1/explanation/en is missing; write it",
        "rules.yaml | roadClasses: [MAIN_ROAD] | roadClass: [MAIN_ROAD] |" + " rules.yaml, line",
        "categories.yaml | group: gas | group: gaz | categories.yaml: 'gas.service' is in the group",
        "categories.yaml | 30 minutes | half an hour | is not a span of time such as",
        "departments.yaml | code: veteriner | code: saski | departments.yaml: 'saski' stands there twice",
        "institutions.yaml | validFrom: 2020-01-01 | validFrom: 2019-01-01 |"
            + " institutions.yaml: 'dogalgaz' has two names on one day",
        "calendar.yaml | week: | weak: | calendar.yaml, line",
        "texts.en.yaml | CLOSED: Closed | # | texts.en.yaml: status/CLOSED is missing; write it",
        "texts.en.yaml | [Outcome: {outcome} | [Outcome: {result} | which nobody fills in",
        "texts.en.yaml | Authority: {owner} | Authority | make them the same",
        "neighbourhoods.csv | adapazari,Abalı | adapasari,Abalı | neighbourhoods.csv, line 3",
        "reasons.yaml | code: unintelligible | code: not-our-area | stands there twice",
        "city.yaml | zone: Europe/Istanbul | zone: Istanbul | city.yaml, line"
      })
  void aMistakeIsToldInOneLineThatNamesTheFile(
      String file, String right, String wrong, String message, @TempDir Path folder)
      throws Exception {
    override(folder, file, right, wrong);

    assertThatThrownBy(() -> CityPack.load(folder))
        .isInstanceOf(CityPackException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n")
        .startsWith(file);
  }

  @Test
  void anOutlineThatCrossesItselfIsRefused(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("districts.geojson"),
        """
        {"type":"FeatureCollection","features":[
         {"type":"Feature","properties":{"code":"bati","name":"Batı"},"geometry":{"type":"Polygon",
          "coordinates":[[[30,40],[31,41],[31,40],[30,41],[30,40]]]}}]}
        """);

    assertThatThrownBy(() -> CityPack.load(folder))
        .isInstanceOf(CityPackException.class)
        .hasMessageStartingWith("districts.geojson: the outline of 'bati' is not a valid polygon");
  }

  @Test
  void aPackThatIsNotThereIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> CityPack.load(folder.resolve("nowhere")))
        .isInstanceOf(CityPackException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void emergencyWordsAreFolded() {
    assertThat(CITY.emergencyWords()).contains("gaz kokusu", "yarali").isEqualTo(folded());
  }

  private List<String> folded() {
    return CITY.emergencyWords().stream().map(TurkishText::fold).toList();
  }

  /** Puts a changed copy of one of Sakarya's files into a pack folder. */
  private static void override(Path folder, String file, String right, String wrong)
      throws Exception {
    try (InputStream in = CityPack.class.getResourceAsStream("/city/sakarya/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).contains(right);
      int at = text.indexOf(right);
      Files.writeString(
          folder.resolve(file),
          text.substring(0, at) + wrong + text.substring(at + right.length()));
    }
  }
}
