package alo153.events;

/** What a message tells. */
public enum MessagePurpose {
  /** We have it; here is the code. */
  RECEIVED,
  /** An outside institution has it now (law 3071, art. 5: the petitioner is told). */
  FORWARDED,
  /** The department asks the citizen something. */
  QUESTION,
  /** Work is planned for a day. */
  PLANNED,
  /** The answer. */
  ANSWERED,
  /** It will not be processed, and why. */
  DECLINED,
  /** We are late, and say so. */
  MISSED,
  /** To an institution: this is yours. */
  WORK
}
