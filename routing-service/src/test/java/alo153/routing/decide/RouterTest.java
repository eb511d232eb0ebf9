package alo153.routing.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import alo153.city.CityPack;
import alo153.city.RoutingRule;
import alo153.city.TurkishText;
import alo153.events.Alternate;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.Kind;
import alo153.events.Owner;
import alo153.events.RoadClass;
import alo153.events.TriageRequested.Queue;
import alo153.events.TriageRequested.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sakarya's rules: whose work is what people write about. */
class RouterTest {
  private static final CityPack CITY = CityPack.load(null);
  private static final Rules RULES = new Rules(CITY, CITY.rules(), "test");
  private static final Router ROUTER = new Router(CITY, RULES);

  private static Router.Question question(
      @Nullable String chosen,
      String text,
      @Nullable String district,
      @Nullable RoadClass road,
      DistrictSource source) {
    return new Router.Question(
        chosen == null ? null : new CategoryCode(chosen),
        TurkishText.fold(text),
        district == null ? null : new DistrictCode(district),
        source,
        road,
        Kind.COMPLAINT,
        Channel.WEB,
        null,
        null);
  }

  private static Router.Question asked(String text, @Nullable String district) {
    return question(
        null,
        text,
        district,
        null,
        district == null ? DistrictSource.UNKNOWN : DistrictSource.POINT);
  }

  private static ObjectAssert<Decision.Assigned> assertAssigned(Router.Question question) {
    Decision decision = ROUTER.decide(question);
    return assertThat(decision).as("%s", decision).asInstanceOf(type(Decision.Assigned.class));
  }

  private static ObjectAssert<Decision.Undecided> assertUndecided(Router.Question question) {
    Decision decision = ROUTER.decide(question);
    return assertThat(decision).as("%s", decision).asInstanceOf(type(Decision.Undecided.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          D-100 üzerinde derin çukur var|serdivan|karayollari|road-motorway-state
          Otoyolda çukur oluştu|arifiye|karayollari|road-motorway-state
          Atatürk Bulvarında çukur var|adapazari|yol-bakim|road-main
          Ana caddede asfalt çöktü, çukur oluştu|adapazari|yol-bakim|road-main
          1203. sokakta çukur var|serdivan|serdivan-belediyesi|road-side-street
          Sokağımızda asfalt yok|hendek|hendek-belediyesi|road-side-street
          Yolda çukur var|erenler|yol-bakim|road-unknown
          Kaldırım taşları söküldü|karasu|yol-bakim|road-unknown
          Rögar kapağı açık, kazı yapıldı|sapanca|saski|excavation-cover
          Fiber kazısı yapıp kapatmadılar|serdivan|turk-telekom|excavation-telecom
          Kar küreme yapılmadı, buzlanma var|tarakli|yol-bakim|road-unknown
          Trafik ışığı çalışmıyor|adapazari|ulasim|road-signs
          Su kesintisi ne zaman bitecek|geyve|saski|water-network
          Sular kesik, evde su yok|akyazi|saski|water-network
          Ana boru patladı, su boşa akıyor|ferizli|saski|water-network
          Su basıncı çok düşük|sogutlu|saski|water-network
          Su faturası çok yüksek geldi|pamukova|saski|water-network
          Kanalizasyon taştı, pis su akıyor|kaynarca|saski|water-network
          Dere yatağı temizlensin|kocaali|saski|flood
          Baraj kapağı açıldı, dere taşkını oldu|karapurcek|dsi|flood-irrigation
          Otobüs gelmiyor, durakta bekliyoruz|serdivan|ulasim|public-transport
          Otobüs şoförü çok kaba|adapazari|ulasim|public-transport
          Kart54 bakiyem yüklenmedi||ulasim|public-transport
          Adaray istasyonunda tren gecikti|arifiye|tcdd|railway
          Sokak lambaları yanmıyor|adapazari|sedas|lighting
          Otoyolda aydınlatma yok, lambalar yanmıyor|arifiye|karayollari|lighting-highway
          Elektrik kesildi, trafo patladı|hendek|sedas|power
          Yüksek gerilim hattı evin üstünden geçiyor|hendek|teias|power-transmission
          Doğalgaz kokusu var|adapazari|dogalgaz|gas
          Çöpler alınmadı, konteyner dolu|sapanca|sapanca-belediyesi|household-waste
          Moloz dökmüşler|akyazi|akyazi-belediyesi|household-waste
          Eski koltuk atılacak, alınsın|geyve|geyve-belediyesi|household-waste
          Sivrisinek ilaçlaması yapılsın|karasu|cevre-koruma|pests
          Sokak köpekleri çoğaldı|serdivan|veteriner|animals
          Köpek çocuğa saldırdı|serdivan|veteriner|animals
          Yaralı kedi var|erenler|veteriner|animals
          Çocuk parkında salıncak kırık|pamukova|pamukova-belediyesi|park-neighbourhood
          Refüjdeki ağaçlar budansın|adapazari|park-bahceler|park-metropolitan
          Esnaf kaldırımı işgal ediyor|adapazari|zabita|occupation
          Seyyar satıcılar çok fazla|serdivan|zabita|occupation
          Gece yüksek sesle müzik çalıyorlar, gürültü var|sapanca|zabita|noise
          Komşum çok gürültü yapıyor|sapanca|emniyet|noise-neighbour
          Kaçak inşaat yapılıyor, kaçak kat çıktılar|karasu|karasu-belediyesi|building
          Sosyal yardım almak istiyorum, gıda yardımı|ferizli|sosyal-hizmetler|social
          Evde bakım desteği lazım|ferizli|sosyal-hizmetler|social
          Diyaliz için hasta nakil aracı|ferizli|saglik-isleri|patient-transport
          Cenaze aracı lazım|tarakli|mezarliklar|cemeteries
          Kütüphane ne zaman açılıyor||kultur-sosyal|culture
          Yüzme havuzu kapalı|serdivan|genclik-spor|sport
          Arı kovanı var, itfaiye gelsin|hendek|itfaiye|fire
          Uyuşturucu satıyorlar|adapazari|emniyet|crime
          Deprem toplanma alanı nerede|adapazari|afet-isleri|disaster
          """)
  void whatPeopleWriteFindsItsOwner(
      String text, @Nullable String district, String owner, String rule) {
    assertAssigned(asked(text, district))
        .satisfies(
            to -> {
              assertThat(to.owner().code().value()).isEqualTo(owner);
              assertThat(to.ruleId()).isEqualTo(rule);
              assertThat(to.explanation().tr()).isNotBlank();
              assertThat(to.explanation().en()).isNotBlank();
              assertThat(to.alternates()).extracting(Alternate::owner).doesNotContain(to.owner());
            });
  }

  @ParameterizedTest
  @CsvSource({
    "MOTORWAY, karayollari",
    "STATE_ROAD, karayollari",
    "MAIN_ROAD, yol-bakim",
    "SIDE_STREET, hendek-belediyesi",
    ", yol-bakim",
  })
  void theSamePotholeHasThreePossibleOwners(@Nullable RoadClass road, String owner) {
    assertAssigned(question(null, "Çukur var", "hendek", road, DistrictSource.POINT))
        .extracting(to -> to.owner().code().value())
        .isEqualTo(owner);
  }

  @Test
  void theStatedRoadWinsOverTheWords() {
    assertAssigned(
            question(null, "Otoyolda çukur", "hendek", RoadClass.SIDE_STREET, DistrictSource.POINT))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(Owner.institution("hendek-belediyesi"));
              assertThat(to.facts()).containsEntry("roadClassFrom", "STATED");
            });
  }

  @Test
  void theChosenTopicWinsOverTheWords() {
    assertAssigned(question("water.outage", "çukur var", "hendek", null, DistrictSource.POINT))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(Owner.department("saski"));
              assertThat(to.facts())
                  .containsEntry("categoryFrom", "CHOSEN")
                  .containsEntry("category", "water.outage");
            });
  }

  @Test
  void aChosenTopicNobodyKnowsIsReadFromTheWords() {
    assertAssigned(question("no.such", "su kesintisi", "hendek", null, DistrictSource.POINT))
        .extracting(Decision.Assigned::category)
        .isEqualTo(new CategoryCode("water.outage"));
  }

  @Test
  void theChosenTopicDecidesWhenTheWordsAreGone() {
    assertAssigned(question("water.outage", "", null, null, DistrictSource.UNKNOWN))
        .extracting(Decision.Assigned::owner)
        .isEqualTo(Owner.department("saski"));
  }

  @Test
  void nothingUnderstoodIsForTheDesk() {
    assertUndecided(asked("Merhaba, kolay gelsin", "hendek"))
        .satisfies(
            to -> {
              assertThat(to.queue()).isEqualTo(Queue.TRIAGE);
              assertThat(to.reason()).isEqualTo(Reason.NO_OWNER);
              assertThat(to.category()).isNull();
              assertThat(to.facts()).containsEntry("categoryFrom", "NONE");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Şoför taksimetreyi açmadı, transport.driver",
    "Su faturası ve su basıncı, water.bill",
  })
  void severalTopicsAsLikelyOfOneOwnerGoToIt(String text, String category) {
    assertAssigned(asked(text, "hendek"))
        .satisfies(
            to -> {
              assertThat(to.category()).isEqualTo(new CategoryCode(category));
              assertThat(to.facts()).containsEntry("categoryFrom", "ONE_OF_SEVERAL");
              assertThat(to.explanation().tr()).contains("eşit ölçüde olası", "ilki yazıldı");
              assertThat(to.explanation().en()).contains("equally likely", "the first stands");
              assertThat(to.alternates()).extracting(Alternate::owner).doesNotContain(to.owner());
            });
  }

  private static Decision decideBy(RoutingRule rule, Router.Question question) {
    return new Router(CITY, new Rules(CITY, List.of(rule), "draft")).decide(question);
  }

  private static RoutingRule byWords(@Nullable String category, String owner) {
    return new RoutingRule(
        "wedding-halls",
        new RoutingRule.Condition(
            List.of(),
            List.of("düğün salonu"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null),
        category == null ? null : new CategoryCode(category),
        owner,
        new BilingualText("Düğün salonları kültürün.", "Wedding halls are culture's."),
        List.of());
  }

  @Test
  void aRuleByWordsAloneGivesAnOwnerAndTheTopic() {
    Decision decision =
        decideBy(
            byWords("culture.event", "kultur-sosyal"),
            asked("Düğün salonu için tarih istiyorum", null));
    assertThat(decision)
        .asInstanceOf(type(Decision.Assigned.class))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(Owner.department("kultur-sosyal"));
              assertThat(to.category()).isEqualTo(new CategoryCode("culture.event"));
              assertThat(to.facts()).containsEntry("categoryFrom", "RULE");
              assertThat(to.explanation().tr()).contains("kural belirledi");
              assertThat(Facts.of(to.facts()).category()).isNull();
            });
  }

  @Test
  void aTopicThatWasUnderstoodStaysWhateverTheRuleSets() {
    assertThat(
            decideBy(
                byWords("culture.event", "kultur-sosyal"),
                question(
                    "road.pothole", "Düğün salonu önünde", "hendek", null, DistrictSource.POINT)))
        .asInstanceOf(type(Decision.Assigned.class))
        .extracting(Decision.Assigned::category)
        .isEqualTo(new CategoryCode("road.pothole"));
  }

  @Test
  void whyNoOwnerWasFoundIsSaidAsItIs() {
    assertThat(
            decideBy(byWords("culture.event", "{district}-belediyesi"), asked("düğün salonu", null))
                .explanation()
                .tr())
        .contains("ilçe bilgisi gerekli");
    assertThat(
            decideBy(byWords("culture.event", "nobody"), asked("düğün salonu", null))
                .explanation()
                .tr())
        .contains("kayıtlı değil");
  }

  @Test
  void severalTopicsAsLikelyAreForTheDeskWithSuggestions() {
    assertUndecided(asked("Dilenci ve çukur", "hendek"))
        .satisfies(
            to -> {
              assertThat(to.reason()).isEqualTo(Reason.NO_OWNER);
              assertThat(to.alternates())
                  .extracting(Alternate::owner)
                  .contains(Owner.department("zabita"), Owner.department("yol-bakim"));
            });
  }

  @Test
  void aDistrictsTaskWithoutADistrictIsForTheDesk() {
    assertUndecided(asked("Çöpler alınmadı", null))
        .satisfies(
            to -> {
              assertThat(to.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
              assertThat(to.category()).isEqualTo(new CategoryCode("waste.not-collected"));
              assertThat(to.alternates())
                  .extracting(Alternate::owner)
                  .containsExactly(Owner.department("cevre-koruma"));
            });
  }

  @Test
  void theDistrictMayStandInTheWords() {
    assertAssigned(asked("Hendek'te çöpler alınmadı", null))
        .satisfies(
            to -> {
              assertThat(to.owner()).isEqualTo(Owner.institution("hendek-belediyesi"));
              assertThat(to.facts())
                  .containsEntry("district", "hendek")
                  .containsEntry("districtSource", "WORDS");
            });
  }

  @ParameterizedTest
  @CsvSource({"Sapanca Caddesinde çöpler alınmadı", "Hendek kazdılar ve çöpler alınmadı"})
  void aStreetsNameOrADitchIsNoDistrict(String text) {
    assertUndecided(asked(text, null))
        .satisfies(
            to -> {
              assertThat(to.reason()).isEqualTo(Reason.OWNER_UNKNOWN);
              assertThat(to.facts()).doesNotContainKey("district");
            });
  }

  @Test
  void outsideTheCityIsForTheDeskWithTheNearestSuggestion() {
    var question =
        new Router.Question(
            null,
            TurkishText.fold("Çöpler alınmadı"),
            null,
            DistrictSource.OUTSIDE_CITY,
            null,
            Kind.COMPLAINT,
            Channel.MOBILE,
            40.80,
            31.16);
    assertUndecided(question)
        .satisfies(
            to -> {
              assertThat(to.reason()).isEqualTo(Reason.OUTSIDE_CITY);
              assertThat(to.facts()).containsEntry("outsideCity", "true");
              assertThat(to.alternates()).isNotEmpty();
              assertThat(to.alternates().get(0).owner().code().value()).endsWith("-belediyesi");
            });
  }

  @Test
  void anUnknownRoadNamesTheOthersWhoMightOwnIt() {
    assertAssigned(asked("Çukur var", "hendek"))
        .extracting(Decision.Assigned::alternates)
        .satisfies(
            others ->
                assertThat(others)
                    .extracting(Alternate::owner)
                    .containsExactly(
                        Owner.institution("hendek-belediyesi"), Owner.institution("karayollari")));
  }

  @Test
  void factsHoldNoWordOnlyTheCitizenUsed() {
    assertAssigned(asked("Ben Ayşe Yılmaz, 0532 111 22 33, evimin önünde çukur var", "hendek"))
        .satisfies(
            to -> {
              assertThat(to.facts()).containsEntry("words", "cukur");
              assertThat(to.facts().toString() + to.explanation())
                  .doesNotContainIgnoringCase("ayşe")
                  .doesNotContainIgnoringCase("yilmaz")
                  .doesNotContain("111");
              assertThat(RULES.vocabulary()).contains("cukur");
            });
  }

  @Test
  void theFactsAloneGiveTheSameDecisionAgain() {
    for (String text :
        List.of("Bulvarda çukur", "Fiber kazısı", "Komşum gürültü yapıyor", "Sokak lambası")) {
      Decision first = ROUTER.decide(asked(text, "hendek"));
      Facts facts = Facts.of(first.facts());
      assertThat(facts.asMap()).isEqualTo(first.facts());
      assertThat(ROUTER.decide(facts)).isEqualTo(first);
    }
  }

  static Stream<RoutingRule> everyRule() {
    return CITY.rules().stream();
  }

  @ParameterizedTest
  @MethodSource("everyRule")
  void everyRuleCanBeReached(RoutingRule rule) {
    assertThat(situations(rule.when()))
        .anySatisfy(
            facts ->
                assertThat(RULES.match(facts))
                    .map(RoutingRule::id)
                    .isEqualTo(Optional.of(rule.id())));
  }

  @Test
  void theCitysRulesHaveNoFlaws() {
    assertThat(RuleCheck.check(CITY, CITY.rules())).isEmpty();
  }

  @Test
  void everyTopicOfTheCityHasARule() {
    for (var category : CITY.categories()) {
      assertThat(
              RULES.match(
                  facts(
                      category.code(),
                      List.of(),
                      new DistrictCode("hendek"),
                      null,
                      Kind.REQUEST,
                      Channel.PHONE,
                      false)))
          .as(category.code().value())
          .isPresent();
    }
  }

  private static List<Facts> situations(RoutingRule.Condition when) {
    var all = new ArrayList<Facts>();
    var districts =
        when.districts().isEmpty()
            ? CITY.districts().stream().map(d -> d.code()).toList()
            : when.districts();
    for (CategoryCode category : when.categories()) {
      for (String word : when.wordsAny().isEmpty() ? List.of("") : when.wordsAny()) {
        var roads = new ArrayList<@Nullable RoadClass>(when.roadClasses());
        if (roads.isEmpty()) {
          roads.add(null);
        }
        for (RoadClass road : roads) {
          all.add(
              facts(
                  category,
                  word.isEmpty() ? List.of() : List.of(word),
                  districts.get(0),
                  road,
                  when.kinds().isEmpty() ? Kind.COMPLAINT : when.kinds().get(0),
                  when.channels().isEmpty() ? Channel.WEB : when.channels().get(0),
                  when.outsideCity() != null && when.outsideCity()));
        }
      }
    }
    return all;
  }

  private static Facts facts(
      CategoryCode category,
      List<String> words,
      DistrictCode district,
      @Nullable RoadClass road,
      Kind kind,
      Channel channel,
      boolean outside) {
    return new Facts(
        category,
        Facts.CategoryFrom.CHOSEN,
        words,
        district,
        "POINT",
        road,
        road == null ? Facts.RoadClassFrom.NONE : Facts.RoadClassFrom.STATED,
        kind,
        channel,
        outside);
  }
}
