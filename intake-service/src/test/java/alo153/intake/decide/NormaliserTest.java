package alo153.intake.decide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import alo153.events.Attachment;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DistrictSource;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Regime;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.RoadClass;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.personal.CitizenWords;
import alo153.events.wire.Codec;
import alo153.events.work.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormaliserTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String FILE = "65f1c0ffee65f1c0ffee65f1";

  private final Normaliser normaliser = new Normaliser(new SmallCity(), KEY);

  @Test
  void aTextAloneIsARequest() {
    var accepted = accepted(json("{\"text\":\"Sokağımızda çukur var\"}"), web("k"));
    RequestSubmitted event = accepted.event();
    assertThat(event.channel()).isEqualTo(Channel.WEB);
    assertThat(event.kind()).isEqualTo(Kind.REQUEST);
    assertThat(event.language()).isEqualTo(Language.TR);
    assertThat(event.regime()).isEqualTo(Regime.SERVICE);
    assertThat(event.category()).isNull();
    assertThat(event.district()).isNull();
    assertThat(event.districtSource()).isEqualTo(DistrictSource.UNKNOWN);
    assertThat(event.at()).isEqualTo(NOW);
    assertThat(event.submittedAt()).isEqualTo(NOW);
    assertThat(event.parts()).containsExactlyInAnyOrderElementsOf(accepted.parts().keySet());
    assertThat(words(accepted).text()).isEqualTo("Sokağımızda çukur var");
    assertThat(contact(accepted).preferred()).isEqualTo(Preferred.SAME_DOOR);
  }

  @Test
  void everythingThatWasSaidIsKeptInOneSpelling() {
    var accepted =
        accepted(
            json(
                """
                {"kind":"complaint","text":"ÇUKUR","subject":" Yol ","category":"road.pothole",
                 "language":"en","identityHidden":true,
                 "location":{"lat":40.7,"lon":30.4,"address":"Gül Sokak 5","district":"Güney",
                   "neighbourhood":"Tekmahalle","roadClass":"main_road"},
                 "contact":{"name":"Ayşe  Yılmaz","phone":"0532 111 22 33","email":"ayse@example.org",
                   "preferred":"sms","nationalId":"10000000146"},
                 "kvkkVersion":"2026-11-01","submittedAt":"2026-11-24T08:00:00Z"}
                """),
            web("k"));
    RequestSubmitted event = accepted.event();
    assertThat(event.kind()).isEqualTo(Kind.COMPLAINT);
    assertThat(event.language()).isEqualTo(Language.EN);
    assertThat(event.identityHidden()).isTrue();
    assertThat(event.roadClass()).isEqualTo(RoadClass.MAIN_ROAD);
    assertThat(event.submittedAt()).isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
    CitizenContact contact = contact(accepted);
    assertThat(contact.name()).isEqualTo("Ayşe Yılmaz");
    assertThat(contact.phone()).isEqualTo("+905321112233");
    assertThat(contact.phoneAsGiven()).isEqualTo("0532 111 22 33");
    assertThat(contact.email()).isEqualTo("ayse@example.org");
    assertThat(contact.preferred()).isEqualTo(Preferred.SMS);
    assertThat(contact.subject()).isEqualTo("Yol");
    assertThat(contact.kvkkVersion()).isEqualTo("2026-11-01");
    assertThat(words(accepted).place().neighbourhood()).isEqualTo("Tekmahalle");
  }

  @Test
  void whoWantsWhatsAppIsWrittenToByThePhoneNumber() {
    assertThat(contactOf("{\"phone\":\"0532 111 22 33\",\"preferred\":\"WHATSAPP\"}").whatsapp())
        .isEqualTo("+905321112233");
    assertThat(
            contactOf(
                    "{\"phone\":\"0532 111 22 33\",\"whatsapp\":\"TR.1\",\"preferred\":\"WHATSAPP\"}")
                .whatsapp())
        .isEqualTo("TR.1");
    assertThat(contactOf("{\"phone\":\"0532 111 22 33\",\"preferred\":\"SMS\"}").whatsapp())
        .isNull();
    assertThat(contactOf("{\"preferred\":\"WHATSAPP\"}").whatsapp()).isNull();
  }

  private CitizenContact contactOf(String contact) {
    return contact(accepted(json("{\"text\":\"x\",\"contact\":" + contact + "}"), web("k")));
  }

  @Test
  void theLogHoldsNothingOfThePerson() {
    var accepted =
        accepted(
            json(
                """
                {"text":"Gizli söz","location":{"lat":40.7312,"lon":30.4123,"address":"Gül Sokak"},
                 "contact":{"name":"Ayşe Yılmaz","phone":"05321112233","email":"ayse@example.org"}}
                """),
            web("k"));
    assertThat(new String(Codec.write(accepted.event()), UTF_8))
        .doesNotContain("Gizli", "Ayşe", "5321112233", "ayse@", "40.7312", "Gül");
  }

  static Stream<Arguments> placesAndDistricts() {
    return Stream.of(
        arguments("{\"lat\":40.7,\"lon\":30.4}", "kuzey", DistrictSource.POINT),
        arguments(
            "{\"lat\":40.7,\"lon\":30.4,\"district\":\"Güney\"}", "kuzey", DistrictSource.POINT),
        // at the edge the outline can not overrule what was said
        arguments(
            "{\"lat\":40.5001,\"lon\":30.4,\"district\":\"Güney\"}",
            "guney",
            DistrictSource.STATED),
        arguments(
            "{\"lat\":40.5001,\"lon\":30.4,\"district\":\"Kuzey\"}", "kuzey", DistrictSource.POINT),
        arguments("{\"lat\":40.5001,\"lon\":30.4}", "kuzey", DistrictSource.POINT),
        arguments("{\"lat\":41.1,\"lon\":31.2}", null, DistrictSource.OUTSIDE_CITY),
        arguments(
            "{\"lat\":41.2,\"lon\":30.4,\"district\":\"Güney\"}",
            null,
            DistrictSource.OUTSIDE_CITY),
        arguments("{\"district\":\"güney\"}", "guney", DistrictSource.STATED),
        arguments("{\"address\":\"Kuzey ilçesi Gül Sokak\"}", "kuzey", DistrictSource.ADDRESS),
        arguments("{\"neighbourhood\":\"Tekmahalle\"}", "guney", DistrictSource.ADDRESS),
        arguments("{\"neighbourhood\":\"Yenimahalle\"}", null, DistrictSource.UNKNOWN),
        arguments("{\"district\":\"Başka\"}", null, DistrictSource.UNKNOWN),
        arguments("{}", null, DistrictSource.UNKNOWN));
  }

  @ParameterizedTest
  @MethodSource("placesAndDistricts")
  void theDistrictComesFromTheBestEvidence(
      String location, @Nullable String district, DistrictSource source) {
    RequestSubmitted event =
        accepted(json("{\"text\":\"x\",\"location\":" + location + "}"), web("k")).event();
    assertThat(event.district() == null ? null : event.district().value()).isEqualTo(district);
    assertThat(event.districtSource()).isEqualTo(source);
  }

  static Stream<Arguments> flaws() {
    return Stream.of(
        arguments("{}", "#/text", "REQUIRED"),
        arguments("{\"text\":\"\"}", "#/text", "REQUIRED"),
        arguments("{\"text\":\" \\u200b\\n\\u0000\"}", "#/text", "REQUIRED"),
        arguments("{\"text\":\"" + "a".repeat(10_001) + "\"}", "#/text", "TOO_LONG"),
        arguments("{\"text\":\"x\",\"category\":\"no.such\"}", "#/category", "UNKNOWN_CATEGORY"),
        arguments("{\"text\":\"x\",\"category\":\"ÇÖP\"}", "#/category", "UNKNOWN_CATEGORY"),
        arguments("{\"text\":\"x\",\"kind\":\"GRIPE\"}", "#/kind", "UNKNOWN_VALUE"),
        arguments("{\"text\":\"x\",\"language\":\"de\"}", "#/language", "UNKNOWN_VALUE"),
        arguments("{\"text\":\"x\",\"regime\":\"WISH\"}", "#/regime", "UNKNOWN_VALUE"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"preferred\":\"FAX\"}}",
            "#/contact/preferred",
            "UNKNOWN_VALUE"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"phone\":\"0532 111\"}}",
            "#/contact/phone",
            "PHONE_FORMAT"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"email\":\"ayse@\"}}",
            "#/contact/email",
            "EMAIL_FORMAT"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"email\":\"a@b.org\\r\\nBcc: c@d.org\"}}",
            "#/contact/email",
            "EMAIL_FORMAT"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"cimerNumber\":\"26-01\"}}",
            "#/contact/cimerNumber",
            "CIMER_NUMBER"),
        arguments(
            "{\"text\":\"x\",\"regime\":\"INFORMATION_4982\",\"contact\":{\"nationalId\":\"10000000147\"}}",
            "#/contact/nationalId",
            "NATIONAL_ID"),
        arguments(
            "{\"text\":\"x\",\"contact\":{\"name\":\"" + "a".repeat(201) + "\"}}",
            "#/contact/name",
            "TOO_LONG"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":40.7}}", "#/location/lon", "POINT_INCOMPLETE"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":95,\"lon\":30}}",
            "#/location",
            "POINT_NOT_ON_EARTH"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":40,\"lon\":-180.01}}",
            "#/location",
            "POINT_NOT_ON_EARTH"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":1e999,\"lon\":30}}",
            "#/location",
            "POINT_NOT_ON_EARTH"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":0,\"lon\":0}}", "#/location", "POINT_ZERO"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":30.4,\"lon\":40.7}}",
            "#/location",
            "POINT_SWAPPED"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":52.5,\"lon\":13.4}}",
            "#/location",
            "OUTSIDE_CITY"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"lat\":41.31,\"lon\":30.4}}",
            "#/location",
            "OUTSIDE_CITY"),
        arguments(
            "{\"text\":\"x\",\"location\":{\"roadClass\":\"PATH\"}}",
            "#/location/roadClass",
            "UNKNOWN_VALUE"),
        arguments(
            "{\"text\":\"x\",\"kvkkVersion\":\"" + "1".repeat(41) + "\"}",
            "#/kvkkVersion",
            "TOO_LONG"),
        arguments(
            "{\"text\":\"x\",\"submittedAt\":\"2026-11-24T09:05:01Z\"}",
            "#/submittedAt",
            "IN_THE_FUTURE"),
        arguments(
            "{\"text\":\"x\",\"submittedAt\":\"1970-01-01T00:00:00Z\"}",
            "#/submittedAt",
            "TOO_OLD"),
        arguments(
            "{\"text\":\"x\",\"attachments\":[\"000000000000000000000000\"]}",
            "#/attachments/0",
            "UNKNOWN_FILE"),
        arguments("{\"text\":\"x\",\"attachments\":[null]}", "#/attachments/0", "UNKNOWN_FILE"),
        arguments(
            "{\"text\":\"x\",\"attachments\":[1,2,3,4,5,6,7,8,9,10,11]}",
            "#/attachments",
            "TOO_MANY"));
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void aFlawIsNamedWithItsPlace(String submission, String pointer, String code) {
    assertThat(rejected(json(submission), web("k")))
        .extracting(Flaw::pointer, Flaw::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(pointer, code));
  }

  @Test
  void allFlawsAreNamedAtOnce() {
    assertThat(
            rejected(
                json("{\"kind\":\"?\",\"language\":\"?\",\"contact\":{\"phone\":\"?\"}}"),
                web("k")))
        .extracting(Flaw::pointer)
        .containsExactlyInAnyOrder("#/text", "#/kind", "#/language", "#/contact/phone");
  }

  @Test
  void aFlawNeverRepeatsWhatWasSent() {
    assertThat(
            rejected(
                json(
                    "{\"text\":\"x\",\"contact\":{\"phone\":\"kanarya\",\"email\":\"kanarya\"},"
                        + "\"category\":\"kanarya\",\"kind\":\"kanarya\"}"),
                web("k")))
        .allSatisfy(flaw -> assertThat(flaw.toString()).doesNotContain("kanarya"));
  }

  @Test
  void aTextOfExactlyTheLongestLengthIsTaken() {
    accepted(json("{\"text\":\"" + "ç".repeat(10_000) + "\"}"), web("k"));
  }

  @Test
  void aLetterThatFillsARecordIsRefusedBeforeTheRecordIsWritten() {
    String emoji = new String(Character.toChars(0x1F573));
    var door = new Door(Channel.MAIL, "cozum@example.org", "m", NOW, false);
    assertThat(rejected(withText(emoji.repeat(40_000)), door))
        .extracting(Flaw::code)
        .containsExactly("TOO_LONG");
    var longest = accepted(withText("ş".repeat(50_000)), door);
    assertThat(Codec.write(words(longest))).hasSizeLessThan(Codec.MAX_BYTES);
  }

  @Test
  void whereNobodyCanCorrectItABrokenDetailIsLeftOut() {
    var door = new Door(Channel.MAIL, "cozum@example.org", "m", NOW, false);
    var accepted =
        accepted(
            json(
                """
                {"text":"x","location":{"lat":0,"lon":0,"address":"Gül Sokak"},
                 "contact":{"phone":"yok","email":"bozuk"},"submittedAt":"2030-01-01T00:00:00Z"}
                """),
            door);
    assertThat(contact(accepted).phone()).isNull();
    assertThat(contact(accepted).phoneAsGiven()).isEqualTo("yok");
    assertThat(contact(accepted).email()).isNull();
    assertThat(words(accepted).place().hasPoint()).isFalse();
    assertThat(words(accepted).place().address()).isEqualTo("Gül Sokak");
    assertThat(accepted.event().submittedAt()).isEqualTo(NOW);
  }

  @Test
  void whereNobodyCanCorrectItALongAddressIsCut() {
    var submission =
        json("{\"text\":\"x\",\"location\":{\"address\":\"" + "Gül ".repeat(500) + "\"}}");
    var door = new Door(Channel.WHATSAPP, "909", "m", NOW, false);

    assertThat(words(accepted(submission, door)).place().address()).hasSize(1000);
    assertThat(rejected(submission, web("k")))
        .extracting(Flaw::pointer)
        .containsExactly("#/location/address");
  }

  @Test
  void whoShowsNoKeyCanNotMakeARequestOverdueByItsDate() {
    Submission old = json("{\"text\":\"x\",\"submittedAt\":\"2020-01-01T00:00:00Z\"}");
    var door = new Door(Channel.WEB, null, "k", NOW, true, Duration.ofDays(3));
    var accepted = accepted(old, door);
    assertThat(accepted.event().submittedAt()).isEqualTo(NOW.minus(Duration.ofDays(3)));
    var trusted = accepted(old, web("k"));
    assertThat(trusted.event().submittedAt()).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    // the same words are the same request, whenever they come again
    assertThat(accepted.contentHash()).isEqualTo(trusted.contentHash());
  }

  @Test
  void aNumberThatOnlyOurOwnLinesCanDialIsNoPhoneOfACitizenOnThePage() {
    Submission submission = json("{\"text\":\"x\",\"contact\":{\"phone\":\"12345\"}}");
    for (Channel channel : List.of(Channel.WEB, Channel.MOBILE)) {
      assertThat(rejected(submission, new Door(channel, null, "k", NOW, true)))
          .extracting(Flaw::code)
          .containsExactly("PHONE_FORMAT");
    }
    var call = accepted(submission, new Door(Channel.PHONE, null, "k", NOW, true));
    assertThat(contact(call).phone()).isNull();
    assertThat(contact(call).phoneAsGiven()).isEqualTo("12345");
  }

  @Test
  void whoCanNotCorrectAPlaceFarAwayKeepsItForThoseWhoDecide() {
    var door = new Door(Channel.WHATSAPP, "905321112233", "m", NOW, false);
    var accepted =
        accepted(json("{\"text\":\"x\",\"location\":{\"lat\":52.5,\"lon\":13.4}}"), door);
    assertThat(accepted.event().districtSource()).isEqualTo(DistrictSource.OUTSIDE_CITY);
    assertThat(words(accepted).place().hasPoint()).isTrue();
  }

  @Test
  void aNationalIdIsKeptOnlyWhereTheLawAsksForIt() {
    String contact = "\"contact\":{\"nationalId\":\"10000000146\"}";
    assertThat(contact(accepted(json("{\"text\":\"x\"," + contact + "}"), web("a"))).nationalId())
        .isNull();
    assertThat(
            contact(
                    accepted(
                        json("{\"text\":\"x\",\"regime\":\"INFORMATION_4982\"," + contact + "}"),
                        web("b")))
                .nationalId())
        .isEqualTo("10000000146");
  }

  @Test
  void cimerHasItsOwnClockAndAskingForInformationThereAnother() {
    var door = new Door(Channel.CIMER, null, "2601234567", NOW, false);
    assertThat(accepted(json("{\"text\":\"x\"}"), door).event().regime()).isEqualTo(Regime.CIMER);
    assertThat(accepted(json("{\"text\":\"x\",\"kind\":\"INFORMATION\"}"), door).event().regime())
        .isEqualTo(Regime.INFORMATION_4982);
  }

  @Test
  void ofAHiddenCimerCaseOnlyTheNumberIsKept() {
    var door = new Door(Channel.CIMER, null, "2601234567", NOW, false);
    CitizenContact contact =
        contact(
            accepted(
                json(
                    """
                    {"text":"x","identityHidden":true,"contact":{"name":"Ayşe Yılmaz",
                     "phone":"05321112233","email":"ayse@example.org","cimerNumber":"2601234567"}}
                    """),
                door));
    assertThat(contact.name()).isNull();
    assertThat(contact.phone()).isNull();
    assertThat(contact.phoneAsGiven()).isNull();
    assertThat(contact.email()).isNull();
    assertThat(contact.cimerNumber()).isEqualTo("2601234567");
  }

  @Test
  void theKindFollowsTheTopicWhenNobodyChose() {
    assertThat(accepted(json("{\"text\":\"x\",\"category\":\"other.thanks\"}"), web("k")).event())
        .extracting(RequestSubmitted::kind)
        .isEqualTo(Kind.THANKS);
  }

  @Test
  void theSameDeliveryIsTheSameEventAndTheSameParts() {
    Submission submission = json("{\"text\":\"x\",\"contact\":{\"phone\":\"05321112233\"}}");
    var first = accepted(submission, web("k"));
    var later =
        accepted(submission, new Door(Channel.WEB, null, "k", NOW.plus(Duration.ofDays(3)), true));
    assertThat(later.event().id()).isEqualTo(first.event().id());
    assertThat(later.contentHash()).isEqualTo(first.contentHash());
    assertThat(later.event().parts()).isEqualTo(first.event().parts());
    assertThat(later.event().requestId()).isEqualTo(first.event().requestId());
  }

  @Test
  void anotherContentUnderTheSameKeyHasOtherParts() {
    var first = accepted(json("{\"text\":\"x\"}"), web("k"));
    var other = accepted(json("{\"text\":\"y\"}"), web("k"));
    assertThat(other.event().requestId()).isEqualTo(first.event().requestId());
    assertThat(other.contentHash()).isNotEqualTo(first.contentHash());
    assertThat(Collections.disjoint(other.event().parts(), first.event().parts())).isTrue();
  }

  @Test
  void otherWordsUnderTheKeyOfALaterMessageHaveOtherParts() {
    RequestId id = RequestId.random();
    var first = accepted(id, "m", "Hâlâ çukur");
    assertThat(accepted(id, "m", "Hâlâ çukur")).isEqualTo(first);
    var other = accepted(id, "m", "Başka sözler");
    assertThat(other.event().id()).isEqualTo(first.event().id());
    assertThat(other.event().parts()).isNotEqualTo(first.event().parts());
    var next = accepted(id, "n", "Hâlâ çukur");
    assertThat(next.event().id()).isNotEqualTo(first.event().id());
    assertThat(next.event().parts()).isNotEqualTo(first.event().parts());
  }

  private Verdict.Accepted<CitizenWrote> accepted(RequestId id, String key, String text) {
    var message = new FollowUp(CitizenWrote.Purpose.ADDITION, text, null, null, List.of());
    return (Verdict.Accepted<CitizenWrote>) normaliser.judge(message, web(key), id, key, Map.of());
  }

  @Test
  void withoutAKeyEveryDeliveryIsANewRequest() {
    var door = new Door(Channel.WEB, null, null, NOW, true);
    assertThat(normaliser.requestId(door)).isNotEqualTo(normaliser.requestId(door));
  }

  @Test
  void theSameKeyAtAnotherDoorIsAnotherRequest() {
    assertThat(normaliser.requestId(web("k")))
        .isNotEqualTo(normaliser.requestId(new Door(Channel.MOBILE, null, "k", NOW, true)))
        .isNotEqualTo(normaliser.requestId(new Door(Channel.WEB, "kiosk", "k", NOW, true)));
  }

  @Test
  void aFileOfAnotherRequestIsUnknown() {
    var file = new Attachment(FILE, "image/jpeg", 3, "ab".repeat(32));
    Submission submission = json("{\"text\":\"x\",\"attachments\":[\"" + FILE + "\"]}");
    Door door = web("k");
    RequestId id = normaliser.requestId(door);
    var free =
        normaliser.judge(
            submission, door, id, Map.of(FILE, new StoredFile(file, "çukur.jpg", null)));
    assertThat(free).isInstanceOf(Verdict.Accepted.class);
    assertThat(words((Verdict.Accepted<RequestSubmitted>) free).fileNames())
        .containsExactly("çukur.jpg");
    assertThat(
            normaliser.judge(
                submission, door, id, Map.of(FILE, new StoredFile(file, "çukur.jpg", id))))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(
            normaliser.judge(
                submission,
                door,
                id,
                Map.of(FILE, new StoredFile(file, "çukur.jpg", RequestId.random()))))
        .isInstanceOf(Verdict.Rejected.class);
  }

  @ParameterizedTest
  @EnumSource(CitizenWrote.Purpose.class)
  void aLaterMessageNeedsWhatItsPurposeNeeds(CitizenWrote.Purpose purpose) {
    boolean rates = purpose == CitizenWrote.Purpose.RATING;
    var empty = new FollowUp(purpose, null, null, rates ? 4 : null, List.of());
    boolean mayBeEmpty = rates || purpose == CitizenWrote.Purpose.WITHDRAWAL;
    assertThat(judge(empty) instanceof Verdict.Accepted).isEqualTo(mayBeEmpty);
    var full = new FollowUp(purpose, "Hâlâ çukur", null, rates ? 4 : null, List.of());
    var accepted = (Verdict.Accepted<CitizenWrote>) judge(full);
    assertThat(accepted.parts()).hasSize(1);
    assertThat(accepted.event().parts()).hasSize(1);
  }

  @Test
  void aRatingIsOneToFiveAndBelongsToARating() {
    for (Integer rating : new Integer[] {null, 0, 6, -1}) {
      assertThat(judge(new FollowUp(CitizenWrote.Purpose.RATING, "x", null, rating, List.of())))
          .isInstanceOf(Verdict.Rejected.class);
    }
    assertThat(judge(new FollowUp(CitizenWrote.Purpose.ADDITION, "x", null, 3, List.of())))
        .isInstanceOf(Verdict.Rejected.class);
    var rated = judge(new FollowUp(CitizenWrote.Purpose.RATING, null, null, 5, List.of()));
    assertThat(((Verdict.Accepted<CitizenWrote>) rated).event().parts()).isEmpty();
  }

  private Verdict<CitizenWrote> judge(FollowUp message) {
    Door door = web("m");
    return normaliser.judge(message, door, RequestId.random(), "m", Map.of());
  }

  private Verdict.Accepted<RequestSubmitted> accepted(Submission submission, Door door) {
    var verdict = normaliser.judge(submission, door, normaliser.requestId(door), Map.of());
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    return (Verdict.Accepted<RequestSubmitted>) verdict;
  }

  private List<Flaw> rejected(Submission submission, Door door) {
    var verdict = normaliser.judge(submission, door, normaliser.requestId(door), Map.of());
    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    return ((Verdict.Rejected<RequestSubmitted>) verdict).flaws();
  }

  private static CitizenWords words(Verdict.Accepted<RequestSubmitted> accepted) {
    return accepted.parts().values().stream()
        .filter(CitizenWords.class::isInstance)
        .map(CitizenWords.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static CitizenContact contact(Verdict.Accepted<RequestSubmitted> accepted) {
    return accepted.parts().values().stream()
        .filter(CitizenContact.class::isInstance)
        .map(CitizenContact.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Door web(String key) {
    return new Door(Channel.WEB, null, key, NOW, true);
  }

  /** As a body comes over HTTP, where nobody has looked at it before. */
  private static Submission json(String text) {
    return Codec.json().readValue(text, Submission.class);
  }

  private static Submission withText(String text) {
    return new Submission(
        null, null, null, null, text, null, null, null, null, null, null, null, null, null, null);
  }
}
