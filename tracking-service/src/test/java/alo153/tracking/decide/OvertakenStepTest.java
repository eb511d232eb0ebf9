package alo153.tracking.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Routing writes to the log as well: a step of ours may come too late there. */
class OvertakenStepTest {
  private static final RequestId ID = RequestId.random();
  private static final Instant LATER = Cases.T0.plusSeconds(60);
  private final Reactions reactions = new Reactions(new Deadlines(new Cases.PlainClocks()));

  @Test
  void aWithdrawalIsDoneFromWhereTheRequestStands() {
    StatusChanged withdrawn =
        Cases.changed(ID, Status.IN_TRIAGE, Status.WITHDRAWN, Actor.CITIZEN, "w", LATER);
    List<RequestEvent> said = afterNewOwner(withdrawn, Cases.ROADS);
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .isInstanceOfSatisfying(
            StatusChanged.class,
            again -> {
              assertThat(again.from()).isEqualTo(Status.ASSIGNED);
              assertThat(again.to()).isEqualTo(Status.WITHDRAWN);
              assertThat(again.by()).isEqualTo(Actor.CITIZEN);
              assertThat(again.id()).isNotEqualTo(withdrawn.id());
            });
  }

  /** Otherwise the new owner may have ended it before the citizen's step is read back. */
  @Test
  void aWithdrawalIsSaidAgainAsSoonAsItIsOvertaken() {
    StatusChanged withdrawn =
        Cases.changed(ID, Status.IN_TRIAGE, Status.WITHDRAWN, Actor.CITIZEN, "w", LATER);
    RequestEvent assigned = Cases.assigned(ID, Cases.ROADS, "a", LATER);
    CaseFile decided =
        CaseFile.empty(ID)
            .read(Cases.submitted(ID, Regime.SERVICE))
            .read(Cases.triage(ID, Cases.T0))
            .wrote(withdrawn);
    CaseFile overtaken = decided.read(assigned);
    List<StatusChanged> again =
        reactions.to(decided, overtaken, assigned, LATER).stream()
            .filter(StatusChanged.class::isInstance)
            .map(StatusChanged.class::cast)
            .toList();
    assertThat(again).hasSize(1);
    CaseFile saidAgain = overtaken.wrote(again.get(0));
    assertThat(saidAgain.now().status()).isEqualTo(Status.WITHDRAWN);

    // and not once more, whatever comes back
    CaseFile readBack = saidAgain.read(withdrawn);
    assertThat(reactions.to(saidAgain, readBack, withdrawn, LATER)).isEmpty();
    CaseFile done = readBack.read(again.get(0));
    assertThat(reactions.to(readBack, done, again.get(0), LATER)).isEmpty();
    assertThat(done.state().status()).isEqualTo(Status.WITHDRAWN);
  }

  @Test
  void anUpdateOfWhoeverLostTheWorkIsNoted() {
    Owner earlier = Owner.department("park-bahceler");
    StatusChanged begun = update(Status.IN_TRIAGE, Status.IN_PROGRESS, Actor.of(earlier));
    List<RequestEvent> said = afterNewOwner(begun, Cases.ROADS);
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .isInstanceOfSatisfying(
            UpdateNoted.class,
            noted -> {
              assertThat(noted.updateId()).isEqualTo("u1");
              assertThat(noted.wanted()).isEqualTo(Status.IN_PROGRESS);
              assertThat(noted.reason()).isEqualTo(UpdateNoted.Reason.NOT_THE_OWNER);
            });
  }

  @Test
  void aStepThatWasInTimeIsDoneOnce() {
    CaseFile before = CaseFile.empty(ID).read(Cases.submitted(ID, Regime.SERVICE));
    StatusChanged withdrawn =
        Cases.changed(ID, Status.SUBMITTED, Status.WITHDRAWN, Actor.CITIZEN, "w", LATER);
    CaseFile wrote = before.wrote(withdrawn);
    assertThat(reactions.to(wrote, wrote.read(withdrawn), withdrawn, LATER)).isEmpty();
  }

  /** The step was decided in triage; before it was written, routing gave the work to somebody. */
  private List<RequestEvent> afterNewOwner(StatusChanged step, Owner owner) {
    CaseFile decided =
        CaseFile.empty(ID)
            .read(Cases.submitted(ID, Regime.SERVICE))
            .read(Cases.triage(ID, Cases.T0))
            .wrote(step);
    CaseFile overtaken = decided.read(Cases.assigned(ID, owner, "a", LATER));
    CaseFile readBack = overtaken.read(step);
    assertThat(readBack.now().status()).isEqualTo(Status.ASSIGNED);
    return reactions.to(overtaken, readBack, step, LATER);
  }

  private static StatusChanged update(Status from, Status to, Actor by) {
    return new StatusChanged(
        EventId.derive(StatusChanged.TYPE, ID, "u1"),
        ID,
        LATER,
        from,
        to,
        by,
        null,
        null,
        null,
        null,
        "u1",
        List.of(),
        List.of());
  }
}
