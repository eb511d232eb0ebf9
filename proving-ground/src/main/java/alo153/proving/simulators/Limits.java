package alo153.proving.simulators;

import java.time.Duration;
import java.util.Map;

/**
 * How hard the providers may be pressed. They only note what breaks it; to refuse is a {@link
 * Misbehaviour}.
 *
 * @param provider all calls of one provider; a provider that is missing has no limit
 * @param recipient the calls for one recipient of a provider
 */
public record Limits(Map<String, Limit> provider, Map<String, Limit> recipient) {
  public static final Limits NONE = new Limits(Map.of(), Map.of());

  public Limits {
    provider = Map.copyOf(provider);
    recipient = Map.copyOf(recipient);
  }

  /**
   * @param most calls
   * @param within any stretch of this length
   */
  public record Limit(int most, Duration within) {
    public Limit {
      if (most < 1 || within.isNegative() || within.isZero()) {
        throw new IllegalArgumentException("a limit of " + most + " within " + within);
      }
    }
  }
}
