package alo153.transport;

import alo153.events.RequestEvent;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.Submission;
import org.jspecify.annotations.Nullable;

/** What the services read, by topic. */
public sealed interface LogRecord {
  /** From {@code alo153.requests}. */
  record EventRecord(RequestEvent event) implements LogRecord {}

  /**
   * From {@code alo153.personal}.
   *
   * @param key where it lies
   * @param part what lies there; null when it was forgotten
   */
  record PartRecord(PersonalKey key, @Nullable PersonalPart part) implements LogRecord {}

  /** From {@code alo153.updates}. */
  record UpdateRecord(DepartmentUpdate update) implements LogRecord {}

  /** From {@code alo153.contacts}. */
  record ContactRecord(ContactLogged contact) implements LogRecord {}

  /** From {@code alo153.inbox}. */
  record SubmissionRecord(Submission submission) implements LogRecord {}
}
