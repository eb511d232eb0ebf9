package alo153.proving.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.wire.Codec;
import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.Misbehaviour.Receipts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {
  private static final Map<Behaviour, Integer> MIX =
      Map.of(
          Behaviour.ACCEPTED, 70, Behaviour.ACCEPTED_THEN_TIMEOUT, 20, Behaviour.REFUSED_429, 10);

  @Test
  void theSameSeedDoesTheSameToTheSameTryInWhateverOrderTheyCome() {
    Misbehaviour one = of(7);
    Misbehaviour other = of(7);
    IntStream.range(0, 500)
        .map(i -> 499 - i)
        .forEach(
            i ->
                assertThat(other.answer("sms", "m" + i, 1))
                    .isEqualTo(one.answer("sms", "m" + i, 1)));
    assertThat(IntStream.range(0, 500).filter(i -> differs(one, of(8), "m" + i)).count())
        .isPositive();
  }

  private static boolean differs(Misbehaviour one, Misbehaviour other, String reference) {
    return one.answer("sms", reference, 1) != other.answer("sms", reference, 1);
  }

  @Test
  void eachComesAboutAsOftenAsItsWeight() {
    var counts = new EnumMap<Behaviour, Integer>(Behaviour.class);
    for (int i = 0; i < 10_000; i++) {
      counts.merge(of(7).answer("sms", "01JD" + i, 1 + i % 3), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys(MIX.keySet());
    MIX.forEach(
        (what, weight) -> assertThat(counts.get(what)).isBetween(weight * 92, weight * 108));
  }

  @Test
  void whoIsNotNamedIsWell() {
    assertThat(of(7).answer("graph", "m1", 1)).isEqualTo(Behaviour.ACCEPTED);
    assertThat(Misbehaviour.NONE.receipts("sms", "m1")).isEqualTo(Receipts.ON_TIME);
  }

  @Test
  void anotherProcessMayLeaveOutWhatIsUsual() {
    Misbehaviour told =
        Codec.json()
            .readValue(
                """
                {"seed":7,"providers":{"sms":{"answers":{"REFUSED_429":1},"retryAfter":"PT3S"},
                 "graph":{"receipts":{"NONE":1}}}}
                """,
                Misbehaviour.class);
    assertThat(told.answer("sms", "m1", 1)).isEqualTo(Behaviour.REFUSED_429);
    assertThat(told.of("sms").retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(told.of("sms").tooSlow()).isEqualTo(Duration.ofSeconds(12));
    assertThat(told.receipts("graph", "m1")).isEqualTo(Receipts.NONE);
    assertThat(Codec.json().readValue(Codec.json().writeValueAsString(told), Misbehaviour.class))
        .isEqualTo(told);
  }

  @Test
  void aWeightBelowNothingIsRefused() {
    assertThatThrownBy(() -> new Conduct(Map.of(Behaviour.ACCEPTED, -1), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Misbehaviour of(long seed) {
    return new Misbehaviour(seed, Map.of("sms", new Conduct(MIX, Map.of())));
  }
}
