package alo153.proving.check;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DeadlineSet;
import alo153.events.DistrictSource;
import alo153.events.EventId;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.Regime;
import alo153.events.RequestAssigned;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CaseModelTest {
  private static final Instant AT = Instant.parse("2026-11-24T09:00:00Z");
  private static final RequestId REQUEST = new RequestId("0123456789ABCDEFGHJKMNPQRS");
  private static final BilingualText WORDS = new BilingualText("söz", "word");

  private static final RequestSubmitted SUBMITTED =
      new RequestSubmitted(
          RequestSubmitted.idOf(REQUEST),
          REQUEST,
          AT,
          Channel.WEB,
          null,
          Kind.COMPLAINT,
          null,
          Language.TR,
          Regime.SERVICE,
          null,
          DistrictSource.UNKNOWN,
          null,
          false,
          AT,
          "hash",
          List.of(),
          List.of());

  @Test
  void aLifeFromTheDoorToTheAnswer() {
    CaseModel.Seen seen =
        CaseModel.of(
            List.of(
                SUBMITTED,
                deadline("answer"),
                assigned("yol-bakim", 0),
                changed("a", Status.ASSIGNED, Status.IN_PROGRESS, null),
                changed("b", Status.IN_PROGRESS, Status.ANSWERED, Outcome.DONE)));
    assertThat(seen.status()).isEqualTo("ANSWERED");
    assertThat(seen.owner()).isEqualTo("yol-bakim");
    assertThat(seen.outcome()).isEqualTo("DONE");
    assertThat(seen.deadlines().get("answer").met()).isTrue();
    assertThat(seen.timeline()).hasSize(5);
  }

  @Test
  void whatIsSaidAgainChangesNothing() {
    StatusChanged begun = changed("a", Status.ASSIGNED, Status.IN_PROGRESS, null);
    List<alo153.events.RequestEvent> once = List.of(SUBMITTED, assigned("yol-bakim", 0), begun);
    assertThat(
            CaseModel.of(
                List.of(SUBMITTED, assigned("yol-bakim", 0), SUBMITTED, begun, begun, SUBMITTED)))
        .isEqualTo(CaseModel.of(once));
  }

  @Test
  void whoHasAnsweredIsNotGivenTheWorkByAStepThatIsNotAllowed() {
    CaseModel.Seen seen =
        CaseModel.of(
            List.of(
                SUBMITTED,
                assigned("yol-bakim", 0),
                changed("b", Status.ASSIGNED, Status.ANSWERED, Outcome.DONE),
                assigned("saski", 1)));
    assertThat(seen.status()).isEqualTo("ANSWERED");
    assertThat(seen.owner()).isEqualTo("yol-bakim");
    assertThat(seen.hop()).isZero();
  }

  @Test
  void aDeadlineThatComesAfterTheAnswerIsNoneOfItsClocks() {
    CaseModel.Seen seen =
        CaseModel.of(
            List.of(
                SUBMITTED,
                assigned("yol-bakim", 0),
                changed("b", Status.ASSIGNED, Status.ANSWERED, Outcome.DONE),
                deadline("answer")));
    assertThat(seen.deadlines()).isEmpty();
  }

  private static RequestAssigned assigned(String owner, int hop) {
    return new RequestAssigned(
        EventId.derive(RequestAssigned.TYPE, REQUEST, owner),
        REQUEST,
        AT,
        new Owner(OwnerKind.DEPARTMENT, new OwnerCode(owner)),
        new CategoryCode("road.pothole"),
        "rule",
        "1",
        RequestAssigned.DecidedBy.RULE,
        Map.of(),
        WORDS,
        List.of(),
        hop,
        List.of());
  }

  private static StatusChanged changed(
      String cause, Status from, Status to, @Nullable Outcome outcome) {
    return new StatusChanged(
        EventId.derive(StatusChanged.TYPE, REQUEST, cause),
        REQUEST,
        AT,
        from,
        to,
        Actor.SYSTEM,
        outcome,
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  private static DeadlineSet deadline(String name) {
    return new DeadlineSet(
        EventId.derive(DeadlineSet.TYPE, REQUEST, name),
        REQUEST,
        AT,
        name,
        Regime.SERVICE,
        AT.plusSeconds(3600),
        null,
        "1",
        WORDS);
  }
}
