package alo153.events;

/** Where a request stands. The outcome is a separate thing: {@link Outcome}. */
public enum Status {
  SUBMITTED,
  IN_TRIAGE,
  ASSIGNED,
  ACCEPTED,
  IN_PROGRESS,
  PLANNED,
  WAITING_FOR_CITIZEN,
  /** An institution outside the municipality has it. */
  FORWARDED,
  REFUSED,
  ANSWERED,
  OBJECTED,
  CLOSED,
  DECLINED,
  WITHDRAWN,
  MERGED
}
