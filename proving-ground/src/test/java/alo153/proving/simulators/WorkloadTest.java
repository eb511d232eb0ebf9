package alo153.proving.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Status;
import alo153.events.wire.Codec;
import alo153.proving.simulators.Workload.Step;
import alo153.proving.simulators.Workload.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  @Test
  void withoutBeingToldEverythingIsAcceptedBegunAndAnswered() {
    assertThat(statuses(Workload.STEADY.plan("a1", 0, false)))
        .containsExactly(Status.ACCEPTED, Status.IN_PROGRESS, Status.ANSWERED);
  }

  @Test
  void everyWayIsTakenAndTheSameSeedTakesTheSame() {
    Map<Way, Integer> all =
        Map.of(Way.ANSWER, 60, Way.REFUSE, 10, Way.PLAN, 10, Way.ASK, 10, Way.DECLINE, 10);
    Workload one = workload(7, all, 0);
    var ends = new HashSet<List<Status>>();
    for (int i = 0; i < 300; i++) {
      List<Status> plan = statuses(one.plan("a" + i, 0, false));
      ends.add(plan);
      assertThat(statuses(workload(7, all, 0).plan("a" + i, 0, false))).isEqualTo(plan);
    }
    assertThat(ends).hasSize(5);
  }

  @Test
  void whatWasRefusedOnceIsAnsweredByTheNext() {
    Workload refusing = workload(7, Map.of(Way.REFUSE, 1), 0);
    assertThat(statuses(refusing.plan("a1", 0, false))).containsExactly(Status.REFUSED);
    assertThat(statuses(refusing.plan("a2", 1, false))).endsWith(Status.ANSWERED);
    assertThat(statuses(refusing.plan("a3", 0, true))).endsWith(Status.ANSWERED);
  }

  @Test
  void shuffledWorkHasTheSameUpdatesInAnotherOrder() {
    Workload shuffling = workload(7, Map.of(), 100);
    var orders = new HashSet<List<Status>>();
    for (int i = 0; i < 100; i++) {
      List<Status> order = statuses(shuffling.plan("a" + i, 0, false));
      assertThat(order)
          .containsExactlyInAnyOrder(Status.ACCEPTED, Status.IN_PROGRESS, Status.ANSWERED);
      orders.add(order);
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void anotherProcessMayLeaveOutWhatIsUsual() {
    Workload told =
        Codec.json().readValue("{\"seed\":7,\"ways\":{\"ASK\":1},\"twice\":20}", Workload.class);
    assertThat(told.step()).isEqualTo(Workload.STEADY.step());
    assertThat(statuses(told.plan("a1", 0, false))).contains(Status.WAITING_FOR_CITIZEN);
    assertThat(told.twice()).isEqualTo(20);
    assertThat(told.late()).isZero();
  }

  private static List<Status> statuses(List<Step> steps) {
    return new ArrayList<>(steps.stream().map(Step::status).toList());
  }

  private static Workload workload(long seed, Map<Way, Integer> ways, int shuffled) {
    return new Workload(
        seed, ways, Duration.ofMillis(1), Duration.ofMillis(1), 0, shuffled, 0, Duration.ZERO);
  }
}
