package alo153.intake.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowedLogTest {

  @Test
  void theLogIsFollowedWhenEveryPartitionIs() {
    assertThat(FollowedLog.covers(Map.of(), Map.of(0, 0L, 1, 0L))).isTrue();
    assertThat(FollowedLog.covers(Map.of(0, 5L), Map.of(0, 5L, 1, 0L))).isTrue();
    assertThat(FollowedLog.covers(Map.of(0, 7L, 1, 3L), Map.of(0, 5L, 1, 3L))).isTrue();
    assertThat(FollowedLog.covers(Map.of(0, 7L, 1, 2L), Map.of(0, 5L, 1, 3L))).isFalse();
    assertThat(FollowedLog.covers(Map.of(0, 5L), Map.of(0, 5L, 1, 1L))).isFalse();
  }
}
