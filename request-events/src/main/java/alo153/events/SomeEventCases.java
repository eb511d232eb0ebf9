package alo153.events;

import org.jspecify.annotations.Nullable;

/**
 * For a reader who cares about a few kinds only: all others give null, which the reader then drops.
 * Use {@link EventCases} itself where a forgotten kind would be a fault.
 *
 * @param <R> what the reader makes of it
 */
public interface SomeEventCases<R> extends EventCases<@Nullable R> {

  @Override
  default @Nullable R requestSubmitted(RequestSubmitted event) {
    return null;
  }

  @Override
  default @Nullable R citizenWrote(CitizenWrote event) {
    return null;
  }

  @Override
  default @Nullable R requestAssigned(RequestAssigned event) {
    return null;
  }

  @Override
  default @Nullable R triageRequested(TriageRequested event) {
    return null;
  }

  @Override
  default @Nullable R statusChanged(StatusChanged event) {
    return null;
  }

  @Override
  default @Nullable R updateNoted(UpdateNoted event) {
    return null;
  }

  @Override
  default @Nullable R deadlineSet(DeadlineSet event) {
    return null;
  }

  @Override
  default @Nullable R deadlineApproaching(DeadlineApproaching event) {
    return null;
  }

  @Override
  default @Nullable R deadlineMissed(DeadlineMissed event) {
    return null;
  }

  @Override
  default @Nullable R personErased(PersonErased event) {
    return null;
  }

  @Override
  default @Nullable R messageSent(MessageSent event) {
    return null;
  }

  @Override
  default @Nullable R messageDelivered(MessageDelivered event) {
    return null;
  }

  @Override
  default @Nullable R messageFailed(MessageFailed event) {
    return null;
  }
}
