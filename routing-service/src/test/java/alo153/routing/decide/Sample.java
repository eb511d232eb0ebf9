package alo153.routing.decide;

import alo153.events.Actor;
import alo153.events.Alternate;
import alo153.events.Attachment;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and what happens to it. */
public final class Sample {
  public static final RequestId REQUEST = new RequestId("0123456789ABCDEFGHJKMNPQRS");
  static final Instant NOON = Instant.parse("2026-11-23T09:00:00Z");
  static final CategoryCode POTHOLE = new CategoryCode("road.pothole");
  public static final Owner ROADS = Owner.department("yol-bakim");
  static final Owner WATER = Owner.department("saski");
  static final Owner HIGHWAYS = Owner.institution("karayollari");
  static final CitizenWords WORDS =
      new CitizenWords("Yolda çukur var", "yolda cukur var", null, null, List.of());

  static final Said SAID =
      new Said(
          Map.of(
              PersonalKey.words("4F5A"),
              KeptWords.of(WORDS),
              "words-1",
              KeptWords.of(
                  new CitizenWords("Hâlâ duruyor", "hala duruyor", null, null, List.of()))),
          null);

  private Sample() {}

  /** Only the submission's words, or why they are not there. */
  static Said said(KeptWords words) {
    return new Said(Map.of(PersonalKey.words("4F5A"), words), null);
  }

  /** An addition with a photo. */
  static CitizenWrote wrote(String cause) {
    return new CitizenWrote(
        EventId.derive(CitizenWrote.TYPE, REQUEST, cause),
        REQUEST,
        NOON,
        Channel.WEB,
        CitizenWrote.Purpose.ADDITION,
        null,
        List.of(new Attachment("65a1f0c2e4b0a1b2c3d4e5f6", "image/jpeg", 284112, "0".repeat(64))),
        List.of("words-" + cause));
  }

  public static RequestSubmitted submitted() {
    return new RequestSubmitted(
        RequestSubmitted.idOf(REQUEST),
        REQUEST,
        NOON,
        Channel.WEB,
        null,
        Kind.COMPLAINT,
        null,
        Language.TR,
        Regime.SERVICE,
        new DistrictCode("serdivan"),
        DistrictSource.POINT,
        null,
        false,
        NOON,
        "hash",
        List.of(),
        List.of(PersonalKey.words("4F5A")));
  }

  static BilingualText text(String words) {
    return new BilingualText(words, words);
  }

  public static RequestAssigned assigned(String cause, Owner owner, int hop, Owner... alternates) {
    return new RequestAssigned(
        EventId.derive(RequestAssigned.TYPE, REQUEST, cause),
        REQUEST,
        NOON,
        owner,
        POTHOLE,
        "rule",
        "v1",
        DecidedBy.RULE,
        Map.of("kind", "COMPLAINT"),
        text("because"),
        Arrays.stream(alternates)
            .map(other -> new Alternate(other, "rule", text("maybe")))
            .toList(),
        hop,
        List.of());
  }

  public static TriageRequested triage(String cause, TriageRequested.Queue queue, int hop) {
    return new TriageRequested(
        EventId.derive(TriageRequested.TYPE, REQUEST, cause),
        REQUEST,
        NOON,
        queue,
        TriageRequested.Reason.NO_OWNER,
        null,
        "v1",
        Map.of("kind", "COMPLAINT"),
        text("unclear"),
        List.of(new Alternate(ROADS, "rule", text("maybe"))),
        hop);
  }

  static StatusChanged status(Status to, Actor by, @Nullable String suggested, String cause) {
    return new StatusChanged(
        EventId.derive(StatusChanged.TYPE, REQUEST, cause),
        REQUEST,
        NOON,
        Status.ASSIGNED,
        to,
        by,
        null,
        to == Status.REFUSED ? "not-our-work" : null,
        suggested == null ? null : new OwnerCode(suggested),
        null,
        cause,
        List.of(),
        List.of());
  }

  static RequestState state(RequestAssigned assigned) {
    return RequestState.of(submitted()).with(assigned);
  }
}
