package alo153.tracking.decide;

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
import static alo153.tracking.decide.Move.Who.CITIZEN;
import static alo153.tracking.decide.Move.Who.DESK;
import static alo153.tracking.decide.Move.Who.OWNER;
import static alo153.tracking.decide.Move.Who.SYSTEM;

import alo153.events.Status;
import alo153.tracking.decide.Move.Need;
import alo153.tracking.decide.Move.Who;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of how requests move. Whoever asks what is possible, asks here: the judge of
 * updates, the fold, the pages (by {@code allowedActions}) and the handbook.
 */
public final class Transitions {
  /** Somebody still has to do something; a citizen may still withdraw. */
  private static final Set<Status> UNANSWERED =
      EnumSet.of(
          SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          FORWARDED,
          REFUSED,
          OBJECTED);

  private static final Set<Status> FINAL = EnumSet.of(CLOSED, DECLINED, WITHDRAWN, MERGED);

  private static final Set<Status> WITH_OWNER =
      EnumSet.of(ASSIGNED, ACCEPTED, IN_PROGRESS, PLANNED, WAITING_FOR_CITIZEN, FORWARDED);

  private static final List<Move> TABLE = table();
  private static final Map<Status, Map<Status, Set<Who>>> WHO = index();

  private Transitions() {}

  private static List<Move> table() {
    var table = new ArrayList<Move>();
    for (Status from : Status.values()) {
      table.addAll(movesFrom(from));
    }
    return List.copyOf(table);
  }

  private static List<Move> movesFrom(Status from) {
    var moves = new ArrayList<Move>();
    switch (from) {
      case SUBMITTED -> {
        add(moves, from, IN_TRIAGE, SYSTEM);
        add(moves, from, ANSWERED, DESK);
      }
      case IN_TRIAGE -> {
        add(moves, from, IN_TRIAGE, SYSTEM);
        add(moves, from, ANSWERED, DESK);
      }
      case ASSIGNED, ACCEPTED, IN_PROGRESS, PLANNED, WAITING_FOR_CITIZEN, FORWARDED ->
          work(moves, from);
      case REFUSED, OBJECTED -> {
        add(moves, from, IN_TRIAGE, SYSTEM);
        add(moves, from, ANSWERED, DESK);
      }
      case ANSWERED -> {
        // delivered; or the desk told the citizen itself and says how
        add(moves, from, CLOSED, SYSTEM, DESK);
        add(moves, from, OBJECTED, CITIZEN, DESK);
        add(moves, from, IN_PROGRESS, DESK);
      }
      case CLOSED, DECLINED, MERGED -> add(moves, from, OBJECTED, CITIZEN, DESK);
      case WITHDRAWN -> add(moves, from, OBJECTED, DESK);
    }
    if (UNANSWERED.contains(from)) {
      // routing gives it to an owner, or a desk moves it to another one
      add(moves, from, ASSIGNED, SYSTEM);
      add(moves, from, FORWARDED, SYSTEM);
      add(moves, from, MERGED, DESK);
      add(moves, from, WITHDRAWN, CITIZEN, SYSTEM);
      if (!WITH_OWNER.contains(from)) {
        add(moves, from, DECLINED, DESK);
      }
    }
    return moves;
  }

  /** What an owner does with its work. */
  private static void work(List<Move> moves, Status from) {
    if (from == ASSIGNED || from == FORWARDED) {
      add(moves, from, ACCEPTED, OWNER, DESK);
    }
    if (from != IN_PROGRESS) {
      if (from == WAITING_FOR_CITIZEN) {
        add(moves, from, IN_PROGRESS, CITIZEN, OWNER, DESK);
      } else {
        add(moves, from, IN_PROGRESS, OWNER, DESK);
      }
    }
    // a new date is a move as well: the promise changes
    add(moves, from, PLANNED, OWNER, DESK);
    if (from != WAITING_FOR_CITIZEN) {
      add(moves, from, WAITING_FOR_CITIZEN, OWNER, DESK);
    }
    add(moves, from, ANSWERED, OWNER, DESK);
    add(moves, from, DECLINED, OWNER, DESK);
    if (from == ASSIGNED || from == ACCEPTED || from == IN_PROGRESS || from == FORWARDED) {
      add(moves, from, REFUSED, OWNER, DESK);
    }
  }

  private static void add(List<Move> moves, Status from, Status to, Who... who) {
    moves.add(new Move(from, to, Set.of(who)));
  }

  private static Map<Status, Map<Status, Set<Who>>> index() {
    var index = new EnumMap<Status, Map<Status, Set<Who>>>(Status.class);
    for (Move move : TABLE) {
      index
          .computeIfAbsent(move.from(), any -> new EnumMap<>(Status.class))
          .put(move.to(), move.who());
    }
    return index;
  }

  /** The whole table, by status left. */
  public static List<Move> all() {
    return TABLE;
  }

  public static boolean allows(Status from, Status to, Who who) {
    return WHO.getOrDefault(from, Map.of()).getOrDefault(to, Set.of()).contains(who);
  }

  /** Where somebody may move a request from here, in the order of {@link Status}. */
  public static List<Status> from(Status from, Who who) {
    return WHO.getOrDefault(from, Map.of()).entrySet().stream()
        .filter(move -> move.getValue().contains(who))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What an update of an owner or the desk has to bring along to reach a status. */
  public static Set<Need> needs(Status to) {
    return switch (to) {
      case ANSWERED -> EnumSet.of(Need.OUTCOME, Need.ANSWER);
      case DECLINED -> EnumSet.of(Need.REASON, Need.ANSWER);
      case REFUSED, MERGED, CLOSED -> EnumSet.of(Need.REASON);
      case PLANNED -> EnumSet.of(Need.DATE);
      case WAITING_FOR_CITIZEN -> EnumSet.of(Need.QUESTION);
      case SUBMITTED, IN_TRIAGE, ASSIGNED, ACCEPTED, IN_PROGRESS, FORWARDED, OBJECTED, WITHDRAWN ->
          EnumSet.noneOf(Need.class);
    };
  }

  /** Nobody has anything more to do, unless somebody objects. */
  public static boolean isFinal(Status status) {
    return FINAL.contains(status);
  }

  /** The citizen still waits for an answer. */
  public static boolean isUnanswered(Status status) {
    return UNANSWERED.contains(status);
  }

  /** Somebody has said to do it; whoever is outside the house is not asked for it. */
  static boolean isAccepted(Status status) {
    return switch (status) {
      case ACCEPTED, IN_PROGRESS, PLANNED, FORWARDED -> true;
      case SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          WAITING_FOR_CITIZEN,
          REFUSED,
          ANSWERED,
          OBJECTED,
          CLOSED,
          DECLINED,
          WITHDRAWN,
          MERGED ->
          false;
    };
  }

  /** The last answer stands: nobody has taken the matter up again. */
  public static boolean isAnswered(Status status) {
    return status == ANSWERED || status == CLOSED || status == DECLINED;
  }

  /** What a citizen can do about a request. */
  public enum CitizenAction {
    ANSWER,
    ADD,
    OBJECT,
    RATE,
    WITHDRAW
  }

  /** What the pages offer the citizen. */
  public static List<CitizenAction> citizenActions(Status status) {
    var actions = new ArrayList<CitizenAction>();
    if (status == WAITING_FOR_CITIZEN) {
      actions.add(CitizenAction.ANSWER);
    }
    if (!isFinal(status)) {
      actions.add(CitizenAction.ADD);
    }
    if (allows(status, OBJECTED, CITIZEN)) {
      actions.add(CitizenAction.OBJECT);
    }
    if (status == ANSWERED || status == CLOSED) {
      actions.add(CitizenAction.RATE);
    }
    if (allows(status, WITHDRAWN, CITIZEN)) {
      actions.add(CitizenAction.WITHDRAW);
    }
    return List.copyOf(actions);
  }

  /** Where an assignment or a triage takes a request; empty when it does not move it any more. */
  static Optional<Status> bySystem(Status from, Status to) {
    return allows(from, to, SYSTEM) ? Optional.of(to) : Optional.empty();
  }

  /** The table for the handbook. */
  public static String markdown() {
    var text =
        new StringBuilder(
            "# How requests move\n\n"
                + "Written from the transition table (`alo153.tracking.decide.Transitions`); a test"
                + " compares both.\n\n"
                + "| From | To | Who | An update brings along |\n|---|---|---|---|\n");
    for (Move move : TABLE) {
      boolean byUpdate = move.who().contains(OWNER) || move.who().contains(DESK);
      text.append("| ")
          .append(move.from())
          .append(" | ")
          .append(move.to())
          .append(" | ")
          .append(names(EnumSet.copyOf(move.who())))
          .append(" | ")
          .append(byUpdate ? names(needs(move.to())) : "")
          .append(" |\n");
    }
    return text.toString();
  }

  private static String names(Set<? extends Enum<?>> some) {
    return String.join(", ", some.stream().map(Enum::name).toList());
  }
}
