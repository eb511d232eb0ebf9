package alo153.proving.simulators;

import alo153.events.Status;
import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How the departments work. What becomes of a piece of work depends on the seed and the assignment
 * only. Work that was refused once is answered by the next, so that everything comes to an end.
 *
 * @param seed the same seed does the same with the same assignment
 * @param ways how often which way is taken, as weights; none means always {@link Way#ANSWER}
 * @param step between two updates
 * @param patience how long a citizen's answer is waited for; then the work is done without it
 * @param twice how many of a hundred updates are sent a second time, at once and by another
 *     producer
 * @param shuffled how many of a hundred pieces of work have their updates sent in a wrong order
 * @param late how many of a hundred updates are sent {@code lateBy} later than they should
 * @param lateBy how much later
 */
public record Workload(
    long seed,
    Map<Way, Integer> ways,
    Duration step,
    Duration patience,
    int twice,
    int shuffled,
    int late,
    Duration lateBy) {
  /** Accepts, starts and answers everything, without a fault. */
  public static final Workload STEADY =
      new Workload(
          0,
          Map.of(),
          Duration.ofMillis(120),
          Duration.ofSeconds(2),
          0,
          0,
          0,
          Duration.ofSeconds(1));

  public Workload {
    ways = Seeded.weights(ways);
  }

  /** What a department may do with work. */
  public enum Way {
    ANSWER,
    /** Not ours; names another department when it knows one. */
    REFUSE,
    PLAN,
    /** Asks the citizen, and waits a while for the answer. */
    ASK,
    DECLINE
  }

  /** One update. {@code what} ends its id. */
  record Step(String what, Status status) {}

  /** From JSON, where everything may be left out. */
  @JsonCreator
  static Workload of(
      @Nullable Long seed,
      @Nullable Map<Way, Integer> ways,
      @Nullable Duration step,
      @Nullable Duration patience,
      @Nullable Integer twice,
      @Nullable Integer shuffled,
      @Nullable Integer late,
      @Nullable Duration lateBy) {
    return new Workload(
        seed == null ? 0 : seed,
        ways == null ? STEADY.ways : ways,
        step == null ? STEADY.step : step,
        patience == null ? STEADY.patience : patience,
        twice == null ? 0 : twice,
        shuffled == null ? 0 : shuffled,
        late == null ? 0 : late,
        lateBy == null ? STEADY.lateBy : lateBy);
  }

  /** The updates an assignment gets, in the order they are sent. */
  List<Step> plan(String assignment, int hop, boolean objection) {
    List<Step> steps =
        switch (way(assignment, hop, objection)) {
          case ANSWER -> List.of(ACCEPTED, STARTED, ANSWERED);
          case REFUSE -> List.of(new Step("refused", Status.REFUSED));
          case PLAN -> List.of(ACCEPTED, new Step("planned", Status.PLANNED), STARTED, ANSWERED);
          case ASK -> List.of(ACCEPTED, new Step("asked", Status.WAITING_FOR_CITIZEN), ANSWERED);
          case DECLINE -> List.of(ACCEPTED, new Step("declined", Status.DECLINED));
        };
    if (!in(shuffled, assignment + "/shuffled")) {
      return steps;
    }
    var order = new ArrayList<>(steps);
    Collections.shuffle(order, new Random(Seeded.random(seed, assignment + "/order").nextLong()));
    return List.copyOf(order);
  }

  private static final Step ACCEPTED = new Step("accepted", Status.ACCEPTED);
  private static final Step STARTED = new Step("started", Status.IN_PROGRESS);
  private static final Step ANSWERED = new Step("answered", Status.ANSWERED);

  private Way way(String assignment, int hop, boolean objection) {
    Way way = Seeded.choose(Seeded.random(seed, assignment), ways, Way.ANSWER);
    return way == Way.REFUSE && (hop > 0 || objection) ? Way.ANSWER : way;
  }

  boolean twice(String updateId) {
    return in(twice, updateId + "/twice");
  }

  /** Before which update there is what pause. */
  Duration before(String updateId, boolean afterQuestion) {
    Duration pause = afterQuestion ? patience : step;
    return in(late, updateId + "/late") ? pause.plus(lateBy) : pause;
  }

  private boolean in(int ofHundred, String what) {
    return ofHundred > 0 && Seeded.random(seed, what).nextInt(100) < ofHundred;
  }
}
