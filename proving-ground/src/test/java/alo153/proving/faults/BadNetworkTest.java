package alo153.proving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.proving.faults.BadNetwork.Kind;
import alo153.proving.faults.BadNetwork.Spell;
import alo153.proving.house.Edge;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BadNetworkTest {
  @Test
  void anySeedTouchesEveryEdgeOnceAndEveryConditionAtLeastOnce() {
    assertThat(LongStream.range(0, 200))
        .allSatisfy(
            seed -> {
              List<Spell> spells =
                  BadNetwork.someOfEach(new Random(seed)).stream().flatMap(List::stream).toList();
              assertThat(spells).extracting(Spell::edge).containsExactlyInAnyOrder(Edge.values());
              assertThat(spells).extracting(Spell::kind).contains(Kind.values());
            });
  }

  @Test
  void theLongOneTriesEveryConditionOnEveryEdge() {
    assertThat(BadNetwork.everything(new Random(7)))
        .doesNotHaveDuplicates()
        .hasSize(Edge.values().length * Kind.values().length);
  }
}
