package alo153.proving.simulators;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the providers behave. What happens to the n-th try of a message depends on the seed, the
 * provider, our id and n only.
 *
 * @param seed the same seed does the same to the same message
 * @param providers by name (graph, sms, sms-status, push, mail, webhook); one that is missing is
 *     well
 */
public record Misbehaviour(long seed, Map<String, Conduct> providers) {
  /** Everybody takes everything and reports at once. */
  public static final Misbehaviour NONE = new Misbehaviour(0, Map.of());

  public Misbehaviour {
    providers = Map.copyOf(providers);
  }

  /** What is told of a message that was taken. */
  public enum Receipts {
    ON_TIME,
    LATE,
    TWICE,
    OUT_OF_ORDER,
    NONE
  }

  /**
   * One provider's.
   *
   * @param answers how often it does what, as weights; none means always well
   * @param receipts how often it reports how, as weights; none means always on time
   * @param slow after which an {@link Behaviour#ACCEPTED_SLOWLY} is answered
   * @param tooSlow after which an {@link Behaviour#ACCEPTED_TOO_SLOWLY} is answered; longer than
   *     the caller waits
   * @param retryAfter what a {@link Behaviour#REFUSED_429} asks for, in whole seconds
   * @param lateReceipt after which a {@link Receipts#LATE} comes
   */
  public record Conduct(
      Map<Behaviour, Integer> answers,
      Map<Receipts, Integer> receipts,
      Duration slow,
      Duration tooSlow,
      Duration retryAfter,
      Duration lateReceipt) {
    static final Conduct WELL = new Conduct(Map.of(), Map.of());

    public Conduct {
      answers = Seeded.weights(answers);
      receipts = Seeded.weights(receipts);
    }

    /** With a second for slow, 12 for too slow, 2 to wait after a 429, 5 for a late receipt. */
    public Conduct(Map<Behaviour, Integer> answers, Map<Receipts, Integer> receipts) {
      this(
          answers,
          receipts,
          Duration.ofSeconds(1),
          Duration.ofSeconds(12),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));
    }

    /** From JSON, where everything may be left out. */
    @JsonCreator
    static Conduct of(
        @Nullable Map<Behaviour, Integer> answers,
        @Nullable Map<Receipts, Integer> receipts,
        @Nullable Duration slow,
        @Nullable Duration tooSlow,
        @Nullable Duration retryAfter,
        @Nullable Duration lateReceipt) {
      return new Conduct(
          answers == null ? Map.of() : answers,
          receipts == null ? Map.of() : receipts,
          slow == null ? WELL.slow : slow,
          tooSlow == null ? WELL.tooSlow : tooSlow,
          retryAfter == null ? WELL.retryAfter : retryAfter,
          lateReceipt == null ? WELL.lateReceipt : lateReceipt);
    }
  }

  Conduct of(String provider) {
    return providers.getOrDefault(provider, Conduct.WELL);
  }

  /**
   * @param nth 1 for the first try of the message at this provider
   */
  Behaviour answer(String provider, String reference, int nth) {
    return Seeded.choose(
        Seeded.random(seed, provider + "/" + reference + "/" + nth),
        of(provider).answers(),
        Behaviour.ACCEPTED);
  }

  Receipts receipts(String provider, String reference) {
    return Seeded.choose(
        Seeded.random(seed, provider + "/" + reference + "/receipts"),
        of(provider).receipts(),
        Receipts.ON_TIME);
  }
}
