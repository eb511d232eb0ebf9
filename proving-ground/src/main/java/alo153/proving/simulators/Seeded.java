package alo153.proving.simulators;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Choices that depend on a seed and on what is chosen for, never on who came first. */
final class Seeded {
  private Seeded() {}

  static SplittableRandom random(long seed, String what) {
    long hash = seed;
    for (int i = 0; i < what.length(); i++) {
      hash = hash * 0x100000001b3L + what.charAt(i);
    }
    return new SplittableRandom(hash);
  }

  /** One of the weighted; {@code otherwise} when nothing has a weight. */
  static <E extends Enum<E>> E choose(
      SplittableRandom random, Map<E, Integer> weights, E otherwise) {
    int all = weights.values().stream().mapToInt(Integer::intValue).sum();
    if (all == 0) {
      return otherwise;
    }
    int point = random.nextInt(all);
    // in the order of the constants, whatever map it came in
    for (Map.Entry<E, Integer> weighted : new EnumMap<>(weights).entrySet()) {
      point -= weighted.getValue();
      if (point < 0) {
        return weighted.getKey();
      }
    }
    return otherwise;
  }

  static <E> Map<E, Integer> weights(Map<E, Integer> weights) {
    weights.forEach(
        (what, weight) -> {
          if (weight < 0) {
            throw new IllegalArgumentException("a weight below nothing for " + what);
          }
        });
    return Map.copyOf(weights);
  }
}
