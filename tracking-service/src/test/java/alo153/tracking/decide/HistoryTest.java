package alo153.tracking.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Actor;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.PersonErased;
import alo153.events.Regime;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalPart;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random histories, by seed: whatever comes twice or interleaved, the log alone decides. */
class HistoryTest {
  private static final int HISTORIES = 3000;
  private final UpdateJudge judge = new UpdateJudge(ZoneId.of("Europe/Istanbul"));
  private final Reactions reactions = new Reactions(new Deadlines(new Cases.PlainClocks()));

  /** The status by the plainest reading of the contract. */
  private static Status model(List<RequestEvent> log) {
    Status status = null;
    var seen = new HashSet<EventId>();
    for (RequestEvent event : log) {
      if (!seen.add(event.id())) {
        continue;
      }
      if (event instanceof RequestSubmitted && status == null) {
        status = Status.SUBMITTED;
      } else if (event instanceof alo153.events.RequestAssigned assigned) {
        Status to =
            assigned.owner().kind() == alo153.events.OwnerKind.DEPARTMENT
                ? Status.ASSIGNED
                : Status.FORWARDED;
        if (status == null || Transitions.allows(status, to, Move.Who.SYSTEM)) {
          status = to;
        }
      } else if (event instanceof alo153.events.TriageRequested) {
        if (status == null || Transitions.allows(status, Status.IN_TRIAGE, Move.Who.SYSTEM)) {
          status = Status.IN_TRIAGE;
        }
      } else if (event instanceof StatusChanged changed && changed.from() == status) {
        status = changed.to();
      }
    }
    return status;
  }

  private static List<RequestEvent> history(Random random) {
    RequestId id = RequestId.random();
    var log = new ArrayList<RequestEvent>();
    log.add(Cases.submitted(id, random.nextBoolean() ? Regime.SERVICE : Regime.PETITION_3071));
    Instant at = Cases.T0;
    int length = 3 + random.nextInt(20);
    for (int i = 0; i < length; i++) {
      at = at.plusSeconds(random.nextInt(100_000));
      Status[] all = Status.values();
      log.add(
          switch (random.nextInt(7)) {
            case 0 ->
                Cases.assigned(id, random.nextBoolean() ? Cases.ROADS : Cases.SEDAS, "a" + i, at);
            case 1 -> Cases.triage(id, at);
            case 2 ->
                Cases.wrote(
                    id,
                    CitizenWrote.Purpose.values()[
                        random.nextInt(CitizenWrote.Purpose.values().length)],
                    "w" + i,
                    at);
            case 3 -> log.get(random.nextInt(log.size()));
            default -> {
              Status from = Objects.requireNonNull(model(log));
              List<Status> ways = Transitions.from(from, Move.Who.DESK);
              boolean legal = random.nextInt(4) > 0 && !ways.isEmpty();
              yield Cases.changed(
                  id,
                  random.nextInt(8) == 0 ? all[random.nextInt(all.length)] : from,
                  legal ? ways.get(random.nextInt(ways.size())) : all[random.nextInt(all.length)],
                  Actor.DESK,
                  "s" + i,
                  at);
            }
          });
    }
    return log;
  }

  private static CaseState fold(List<RequestEvent> log) {
    CaseState state = CaseState.unknown(log.get(0).requestId());
    for (RequestEvent event : log) {
      state = state.after(event);
    }
    return state;
  }

  @Test
  void theFoldIsTheModelAndDropsWhatCameBefore() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      var random = new Random(seed);
      List<RequestEvent> log = history(random);
      CaseState state = fold(log);
      assertThat(state.status()).as("seed %d", seed).isEqualTo(model(log));

      // redelivery: after any record the consumer may begin again a little earlier
      var redelivered = new ArrayList<RequestEvent>();
      for (int i = 0; i < log.size(); i++) {
        redelivered.add(log.get(i));
        if (random.nextInt(4) == 0) {
          int back = random.nextInt(i + 1);
          redelivered.addAll(log.subList(back, i + 1));
        }
      }
      assertThat(fold(redelivered)).as("seed %d", seed).isEqualTo(state);
    }
  }

  @Test
  void whenEverythingIsReadBackTheLogAloneDecides() {
    for (int seed = 0; seed < HISTORIES; seed++) {
      var random = new Random(seed);
      List<RequestEvent> others = history(random);
      RequestId id = others.get(0).requestId();
      // the live way: own events go to the end of the log and are read back some time later
      var log = new ArrayList<RequestEvent>();
      CaseFile file = CaseFile.empty(id);
      int next = 0;
      int read = 0;
      while (next < others.size() || read < log.size()) {
        if (next < others.size() && (read == log.size() || random.nextBoolean())) {
          log.add(others.get(next++));
          continue;
        }
        RequestEvent event = log.get(read++);
        if (file.state().knows(event.id())) {
          continue;
        }
        CaseFile before = file;
        file = file.read(event);
        for (RequestEvent own : reactions.to(before, file, event, event.at())) {
          if (!file.knows(own.id())) {
            file = file.wrote(own);
            log.add(own);
          }
        }
        if (random.nextInt(3) == 0) {
          Verdict verdict =
              judge.judge(
                  file,
                  Cases.update(
                      id,
                      "u" + random.nextInt(6),
                      random.nextBoolean() ? null : Cases.ROADS,
                      Status.values()[random.nextInt(Status.values().length)]),
                  event.at());
          RequestEvent own =
              verdict instanceof Verdict.Apply apply
                  ? apply.event()
                  : verdict instanceof Verdict.Note note ? note.event() : null;
          if (own != null) {
            file = file.wrote(own);
            log.add(own);
          }
        }
      }
      assertThat(file.pending()).as("seed %d", seed).isEmpty();
      assertThat(file.state()).as("seed %d", seed).isEqualTo(fold(log));
      assertThat(file.now()).isEqualTo(file.state());
    }
  }

  @Test
  void partsAndEventsMayComeInAnyOrder() {
    RequestId id = RequestId.random();
    RequestEvent submitted = Cases.submitted(id, Regime.SERVICE);
    var contact =
        new CitizenContact(
            "Ayşe Yılmaz",
            "+905321112233",
            null,
            null,
            null,
            null,
            null,
            null,
            CitizenContact.Preferred.SAME_DOOR,
            null,
            null,
            null,
            null);
    CaseFile first = CaseFile.empty(id).readPart("contact-hash1", contact).read(submitted);
    CaseFile second = CaseFile.empty(id).read(submitted).readPart("contact-hash1", contact);
    assertThat(first).isEqualTo(second);
    assertThat(first.contact()).contains(contact);
    assertThat(first.readPart("contact-hash1", null)).isEqualTo(CaseFile.empty(id).read(submitted));
  }

  @Test
  void ourOwnWordsAreVisibleAtOnceAndSettleWhenReadBack() {
    CaseFile file = Cases.at(Status.IN_PROGRESS);
    PersonalPart words = new OwnerWords("tamam", null, null);
    CaseFile wrote = file.wrotePart("owner-1", words);
    assertThat(wrote.part("owner-1")).contains(words);
    assertThat(wrote.readPart("owner-1", words).pendingParts()).isEmpty();
    assertThat(wrote.readPart("owner-1", null).part("owner-1")).isEmpty();
    assertThat(new TreeMap<>(wrote.parts())).isEqualTo(new TreeMap<>(file.parts()));
  }

  @Test
  void aForgottenPersonsOpenRequestIsWithdrawn() {
    CaseFile file = Cases.at(Status.IN_PROGRESS);
    var erased =
        new PersonErased(
            EventId.derive(PersonErased.TYPE, file.requestId(), "e"),
            file.requestId(),
            Cases.T0,
            List.of());
    CaseFile after = file.read(erased);
    assertThat(reactions.to(file, after, erased, Cases.T0))
        .singleElement()
        .isInstanceOfSatisfying(
            StatusChanged.class, changed -> assertThat(changed.to()).isEqualTo(Status.WITHDRAWN));
  }

  private static PersonErased erased(CaseFile file) {
    return new PersonErased(
        EventId.derive(PersonErased.TYPE, file.requestId(), "e"),
        file.requestId(),
        Cases.T0,
        List.of());
  }

  @Test
  void aForgottenPersonsClosedRequestIsNotOpenedAgain() {
    CaseFile closed = Cases.at(Status.CLOSED);
    CaseFile file = closed.read(erased(closed));
    RequestEvent objection =
        Cases.wrote(file.requestId(), CitizenWrote.Purpose.OBJECTION, "o", Cases.T0);
    assertThat(reactions.to(file, file.read(objection), objection, Cases.T0)).isEmpty();
  }

  @Test
  void aForgottenPersonsRequestThatWasAssignedMeanwhileEndsAllTheSame() {
    CaseFile objected = Cases.at(Status.OBJECTED);
    PersonErased erased = erased(objected);
    CaseFile file = objected.read(erased);
    RequestEvent withdrawn = reactions.to(objected, file, erased, Cases.T0).get(0);
    RequestEvent assigned =
        Cases.assigned(file.requestId(), Cases.ROADS, "late", Cases.T0.plusSeconds(9));
    CaseFile after = file.read(assigned);
    RequestEvent again = reactions.to(file, after, assigned, Cases.T0).get(0);
    assertThat(after.read(withdrawn).read(again).state().status()).isEqualTo(Status.WITHDRAWN);
  }

  @Test
  void ofAForgottenPersonNoPartIsKeptWhenceverItComes() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    PersonalPart words = new OwnerWords("tamam", null, null);
    CaseFile forgotten = file.readPart("owner-1", words).read(erased(file));
    assertThat(forgotten.parts()).isEmpty();
    assertThat(forgotten.readPart("owner-2", words)).isEqualTo(forgotten);
    assertThat(forgotten.wrotePart("owner-3", words)).isEqualTo(forgotten);
  }

  @Test
  void aFloodOfWordsDoesNotMakeACaseTooLargeForTheStore() {
    CaseFile file = Cases.at(Status.ASSIGNED);
    String long1 = "a".repeat(100_000);
    for (int i = 0; i < 40; i++) {
      file =
          file.readPart(
              "words-" + i,
              new alo153.events.personal.CitizenWords(long1, long1, null, null, List.of()));
    }
    assertThat(file.parts()).hasSizeLessThan(10);
    assertThat(file.readPart("contact-1", null).parts()).hasSameSizeAs(file.parts());
  }
}
