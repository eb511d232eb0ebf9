package alo153.proving.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a fault showed.
 *
 * @param figures in the order they are told
 * @param broken what did not hold, in words; empty when everything did
 */
public record Measured(List<String> figures, List<String> broken) {
  public Measured {
    figures = List.copyOf(figures);
    broken = List.copyOf(broken);
  }

  public boolean held() {
    return broken.isEmpty();
  }

  /** Gathers while a fault runs. */
  public static final class Notes {
    private final List<String> figures = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    /** A figure, in the words of {@link String#format}. */
    public Notes figure(String format, Object... values) {
      figures.add(String.format(Locale.ROOT, format, values));
      return this;
    }

    /** Something that has to be so. */
    public Notes hold(boolean so, String otherwise, Object... values) {
      if (!so) {
        broken.add(String.format(Locale.ROOT, otherwise, values));
      }
      return this;
    }

    /** What the checker found, in figures and as what has to be clean. */
    public Notes verdict(alo153.proving.check.Verdict verdict) {
      figures.add(
          "%d acknowledged, %d refused, %d unknown of %d; %d events, %d messages"
              .formatted(
                  verdict.totals().getOrDefault("acknowledged", 0L),
                  verdict.totals().getOrDefault("refused", 0L),
                  verdict.totals().getOrDefault("unknown", 0L),
                  verdict.totals().getOrDefault("operations", 0L),
                  verdict.totals().getOrDefault("events", 0L),
                  verdict.totals().getOrDefault("messages", 0L)));
      verdict
          .violations()
          .forEach(
              (promise, count) ->
                  broken.add(promise.name() + " ×" + count + ": " + verdict.firsts().get(promise)));
      return this;
    }

    public Measured measured() {
      return new Measured(figures, broken);
    }
  }
}
