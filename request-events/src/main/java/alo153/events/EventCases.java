package alo153.events;

/**
 * One answer per type of event.
 *
 * @param <R> what the reader makes of it
 */
public interface EventCases<R> {

  R requestSubmitted(RequestSubmitted event);

  R citizenWrote(CitizenWrote event);

  R requestAssigned(RequestAssigned event);

  R triageRequested(TriageRequested event);

  R statusChanged(StatusChanged event);

  R updateNoted(UpdateNoted event);

  R deadlineSet(DeadlineSet event);

  R deadlineApproaching(DeadlineApproaching event);

  R deadlineMissed(DeadlineMissed event);

  R personErased(PersonErased event);

  R messageSent(MessageSent event);

  R messageDelivered(MessageDelivered event);

  R messageFailed(MessageFailed event);
}
