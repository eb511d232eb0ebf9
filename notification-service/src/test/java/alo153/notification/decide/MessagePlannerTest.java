package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.EventId;
import alo153.events.MessagePurpose;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessagePlannerTest {
  private static final RequestId ID = RequestId.random();

  private static List<PlannedMessage> plan(RequestEvent event, Channel door) {
    return MessagePlanner.plan(event, RequestFacts.of(Samples.submitted(ID, door, Samples.AT)));
  }

  @ParameterizedTest
  @EnumSource(value = Channel.class, mode = EnumSource.Mode.EXCLUDE, names = "CIMER")
  void aSubmissionIsConfirmed(Channel door) {
    assertThat(plan(Samples.submitted(ID, door, Samples.AT), door))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.purpose()).isEqualTo(MessagePurpose.RECEIVED);
              assertThat(message.recipient()).isEqualTo(Recipient.CITIZEN);
            });
  }

  @Test
  void cimerConfirmsItself() {
    assertThat(plan(Samples.submitted(ID, Channel.CIMER, Samples.AT), Channel.CIMER)).isEmpty();
    assertThat(plan(Samples.missed(ID, "answer", Samples.AT), Channel.CIMER)).isEmpty();
  }

  private static final RequestAssigned FORWARDED =
      Samples.assigned(ID, Owner.institution("sedas"), Samples.AT);

  private static List<PlannedMessage> planForwarded(RequestEvent event) {
    return MessagePlanner.plan(
        event,
        RequestFacts.of(Samples.submitted(ID, Channel.WEB, Samples.AT)).assignedBy(FORWARDED));
  }

  @Test
  void anInstitutionGetsTheWork() {
    List<PlannedMessage> messages = planForwarded(FORWARDED);
    assertThat(messages).extracting(PlannedMessage::purpose).containsExactly(MessagePurpose.WORK);
    assertThat(messages.get(0).recipient())
        .isEqualTo(new Recipient.Institution(new OwnerCode("sedas")));
  }

  @Test
  void theCitizenIsToldOfTheInstitutionWhenItHasTheWork() {
    String work = planForwarded(FORWARDED).get(0).id();
    assertThat(planForwarded(Samples.sent(ID, work, MessagePurpose.WORK, FORWARDED.id())))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.purpose()).isEqualTo(MessagePurpose.FORWARDED);
              assertThat(message.owner()).isEqualTo(new OwnerCode("sedas"));
              assertThat(message.date()).isEqualTo("2026-11-23");
            });
  }

  @Test
  void whatAPersonMustBringThereIsNotCalledForwarded() {
    String work = planForwarded(FORWARDED).get(0).id();
    assertThat(planForwarded(Samples.failed(ID, work, MessagePurpose.WORK, FORWARDED.id())))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.purpose()).isEqualTo(MessagePurpose.FORWARDED);
              assertThat(message.date()).isNull();
            });
  }

  @Test
  void ofAnotherInstitutionsWorkNothingIsTold() {
    EventId before = EventId.derive(RequestAssigned.TYPE, ID, "before");
    assertThat(planForwarded(Samples.sent(ID, "m-1", MessagePurpose.WORK, before))).isEmpty();
  }

  @Test
  void whatTheCitizenWritesLaterReachesTheInstitution() {
    CitizenWrote objection = Samples.wrote(ID, CitizenWrote.Purpose.OBJECTION, Samples.AT);
    assertThat(planForwarded(objection))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.purpose()).isEqualTo(MessagePurpose.WORK);
              assertThat(message.wordsPart()).isEqualTo(objection.parts().get(0));
            });
    assertThat(planForwarded(Samples.wrote(ID, CitizenWrote.Purpose.RATING, Samples.AT))).isEmpty();
    assertThat(plan(objection, Channel.WEB)).isEmpty();
  }

  @Test
  void aDepartmentReadsItsOwnFeed() {
    assertThat(plan(Samples.assigned(ID, Owner.department("yol-bakim"), Samples.AT), Channel.WEB))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "WAITING_FOR_CITIZEN, QUESTION",
    "PLANNED, PLANNED",
    "ANSWERED, ANSWERED",
    "DECLINED, DECLINED"
  })
  void theseStepsAreTold(Status to, MessagePurpose purpose) {
    assertThat(plan(Samples.changed(ID, to, Samples.AT), Channel.PHONE))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.purpose()).isEqualTo(purpose);
              assertThat(message.wordsPart()).startsWith("owner-");
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WAITING_FOR_CITIZEN", "PLANNED", "ANSWERED", "DECLINED"})
  void theOthersAreNot(Status to) {
    assertThat(plan(Samples.changed(ID, to, Samples.AT), Channel.PHONE)).isEmpty();
  }

  @Test
  void onlyTheDeadlineOfTheAnswerConcernsTheCitizen() {
    assertThat(plan(Samples.missed(ID, "answer", Samples.AT), Channel.WEB))
        .extracting(PlannedMessage::purpose)
        .containsExactly(MessagePurpose.MISSED);
    assertThat(plan(Samples.missed(ID, "answer", Samples.AT), Channel.WEB).get(0).date())
        .isEqualTo("2026-11-23");
    assertThat(plan(Samples.missed(ID, "accept", Samples.AT), Channel.WEB)).isEmpty();
  }

  @Test
  void theSameEventPlansTheSameMessageAndAnotherChannelIsAnotherOne() {
    PlannedMessage first =
        plan(Samples.changed(ID, Status.ANSWERED, Samples.AT), Channel.WEB).get(0);
    PlannedMessage again =
        plan(Samples.changed(ID, Status.ANSWERED, Samples.AT), Channel.WEB).get(0);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(first.nextStep(Samples.AT).id()).isNotEqualTo(first.id());
  }
}
