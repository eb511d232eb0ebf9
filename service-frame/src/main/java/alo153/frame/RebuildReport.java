package alo153.frame;

import java.util.List;

/**
 * What came of a rebuild. Live and rebuilt collections are compared at the same position of the
 * log, however many requests come in meanwhile.
 *
 * @param records how many records of the log were read
 * @param unreadable how many of them could not be read; they lie in the dead letters
 * @param collections one by one
 * @param equal whether every rebuilt collection is the same as its live one
 * @param switched whether the rebuilt collections are the live ones now
 * @param restored how many documents that are not replaced were put back or moved on
 * @param seconds how long it took
 * @param stillSeconds how long the service was held still for it
 */
public record RebuildReport(
    long records,
    long unreadable,
    List<Comparison.Outcome> collections,
    boolean equal,
    boolean switched,
    int restored,
    double seconds,
    double stillSeconds) {
  public static RebuildReport of(
      MongoStandstill.Rebuilding rebuilding,
      long records,
      long unreadable,
      List<Comparison> collections,
      boolean switched,
      int restored) {
    List<Comparison.Outcome> outcomes = collections.stream().map(Comparison::outcome).toList();
    return new RebuildReport(
        records,
        unreadable,
        outcomes,
        outcomes.stream().allMatch(Comparison.Outcome::equal),
        switched,
        restored,
        rebuilding.age().toMillis() / 1000.0,
        rebuilding.still().toMillis() / 1000.0);
  }
}
