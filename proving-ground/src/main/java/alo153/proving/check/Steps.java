package alo153.proving.check;

import static alo153.events.Status.ACCEPTED;
import static alo153.events.Status.ANSWERED;
import static alo153.events.Status.ASSIGNED;
import static alo153.events.Status.CLOSED;
import static alo153.events.Status.DECLINED;
import static alo153.events.Status.FORWARDED;
import static alo153.events.Status.IN_PROGRESS;
import static alo153.events.Status.IN_TRIAGE;
import static alo153.events.Status.MERGED;
import static alo153.events.Status.OBJECTED;
import static alo153.events.Status.PLANNED;
import static alo153.events.Status.REFUSED;
import static alo153.events.Status.SUBMITTED;
import static alo153.events.Status.WAITING_FOR_CITIZEN;
import static alo153.events.Status.WITHDRAWN;

import alo153.events.Status;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How requests may move, written down a second time from the description of a request's life, so
 * that a slip in the product's own table is seen.
 */
final class Steps {
  private static final Map<Status, Set<Status>> ALLOWED = new EnumMap<>(Status.class);

  static {
    Set<Status> elsewhere = EnumSet.of(ASSIGNED, FORWARDED, MERGED, WITHDRAWN, ANSWERED, DECLINED);
    for (Status waiting : Set.of(SUBMITTED, IN_TRIAGE, REFUSED, OBJECTED)) {
      allow(waiting, elsewhere);
      allow(waiting, EnumSet.of(IN_TRIAGE));
    }
    for (Status atWork :
        Set.of(ASSIGNED, ACCEPTED, IN_PROGRESS, PLANNED, WAITING_FOR_CITIZEN, FORWARDED)) {
      allow(atWork, elsewhere);
      allow(atWork, EnumSet.of(IN_PROGRESS, PLANNED, WAITING_FOR_CITIZEN));
      ALLOWED.get(atWork).remove(atWork);
    }
    // a new date is a step, a new owner of the same kind as well
    allow(PLANNED, EnumSet.of(PLANNED));
    allow(ASSIGNED, EnumSet.of(ASSIGNED, ACCEPTED, REFUSED));
    allow(FORWARDED, EnumSet.of(FORWARDED, ACCEPTED, REFUSED));
    allow(ACCEPTED, EnumSet.of(REFUSED));
    allow(IN_PROGRESS, EnumSet.of(REFUSED));
    allow(ANSWERED, EnumSet.of(CLOSED, OBJECTED, IN_PROGRESS));
    for (Status end : Set.of(CLOSED, DECLINED, MERGED, WITHDRAWN)) {
      allow(end, EnumSet.of(OBJECTED));
    }
  }

  private Steps() {}

  private static void allow(Status from, Set<Status> to) {
    ALLOWED.computeIfAbsent(from, any -> EnumSet.noneOf(Status.class)).addAll(to);
  }

  static boolean allowed(Status from, Status to) {
    return ALLOWED.getOrDefault(from, Set.of()).contains(to);
  }
}
