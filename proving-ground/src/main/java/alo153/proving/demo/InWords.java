package alo153.proving.demo;

import alo153.events.CitizenWrote;
import alo153.events.DeadlineApproaching;
import alo153.events.DeadlineMissed;
import alo153.events.DeadlineSet;
import alo153.events.EventCases;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessageSent;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestSubmitted;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.UpdateNoted;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One line for each event, for somebody who watches. */
final class InWords implements EventCases<String> {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm").withZone(ZoneId.of("Europe/Istanbul"));

  @Override
  public String requestSubmitted(RequestSubmitted event) {
    return "on the log: "
        + event.kind()
        + (event.district() == null ? "" : " in " + event.district())
        + ", answered under "
        + event.regime();
  }

  @Override
  public String citizenWrote(CitizenWrote event) {
    return "the citizen writes again: " + event.purpose();
  }

  @Override
  public String requestAssigned(RequestAssigned event) {
    return "owner "
        + event.owner().code()
        + " by "
        + event.ruleId()
        + ": "
        + event.explanation().tr();
  }

  @Override
  public String triageRequested(TriageRequested event) {
    return event.queue() + " queue, " + event.reason() + ": " + event.explanation().tr();
  }

  @Override
  public String statusChanged(StatusChanged event) {
    return event.from()
        + " → "
        + event.to()
        + (event.outcome() == null ? "" : ", outcome " + event.outcome())
        + ", by "
        + event.by().role()
        + (event.by().code() == null ? "" : " " + event.by().code());
  }

  @Override
  public String updateNoted(UpdateNoted event) {
    return "an update did not apply and is kept as a note: " + event.reason();
  }

  @Override
  public String deadlineSet(DeadlineSet event) {
    return "clock \"" + event.deadline() + "\" until " + DAY.format(event.due());
  }

  @Override
  public String deadlineApproaching(DeadlineApproaching event) {
    return "clock \"" + event.deadline() + "\" comes near: " + event.warning();
  }

  @Override
  public String deadlineMissed(DeadlineMissed event) {
    return "clock \"" + event.deadline() + "\" missed";
  }

  @Override
  public String personErased(PersonErased event) {
    return "the person was forgotten";
  }

  @Override
  public String messageSent(MessageSent event) {
    return "message " + event.purpose() + " left by " + event.channel();
  }

  @Override
  public String messageDelivered(MessageDelivered event) {
    return "message " + event.purpose() + " arrived: " + event.proof();
  }

  @Override
  public String messageFailed(MessageFailed event) {
    return "message " + event.purpose() + " FAILED: " + event.reason();
  }
}
