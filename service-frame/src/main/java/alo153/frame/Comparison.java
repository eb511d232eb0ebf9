package alo153.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A live collection and its rebuilt one, compared document by document. A document may be told
 * again when it has changed: the last word counts. The hash of a collection is the sum of its
 * documents', so no order matters.
 */
public final class Comparison {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
  private static final int EXAMPLES = 20;

  private final String name;
  private final Map<String, Pair> documents = new HashMap<>();

  private static final class Pair {
    private byte @Nullable [] live;
    private byte @Nullable [] rebuilt;

    private boolean equal() {
      return Arrays.equals(live, rebuilt);
    }
  }

  public Comparison(String name) {
    this.name = name;
  }

  /**
   * What came of one collection.
   *
   * @param name of the live collection
   * @param documents how many the rebuilt one has
   * @param liveHash over the live one
   * @param rebuiltHash over the rebuilt one
   * @param equal whether both are the same, document by document
   * @param differing ids of some documents that differ; some hold both, others one only
   */
  public record Outcome(
      String name,
      long documents,
      String liveHash,
      String rebuiltHash,
      boolean equal,
      List<String> differing) {}

  /**
   * @param content all of the live document that follows from the log; null when it is not there
   */
  public void live(String id, @Nullable String content) {
    Pair pair = documents.computeIfAbsent(id, any -> new Pair());
    pair.live = content == null ? null : hash(id, content);
    tidy(id, pair);
  }

  /**
   * @param content the same of the rebuilt document; null when it is not there
   */
  public void rebuilt(String id, @Nullable String content) {
    Pair pair = documents.computeIfAbsent(id, any -> new Pair());
    pair.rebuilt = content == null ? null : hash(id, content);
    tidy(id, pair);
  }

  /** A hash both have is in memory once, and a document neither has is not. */
  private void tidy(String id, Pair pair) {
    if (pair.equal()) {
      pair.live = pair.rebuilt;
      if (pair.live == null) {
        documents.remove(id);
      }
    }
  }

  /** Those that differ as of now. */
  public Set<String> differing() {
    var differing = new TreeSet<String>();
    documents.forEach(
        (id, pair) -> {
          if (!pair.equal()) {
            differing.add(id);
          }
        });
    return differing;
  }

  public Outcome outcome() {
    BigInteger live = BigInteger.ZERO;
    BigInteger rebuilt = BigInteger.ZERO;
    long count = 0;
    for (Pair pair : documents.values()) {
      byte[] one = pair.live;
      byte[] other = pair.rebuilt;
      live = one == null ? live : live.add(new BigInteger(1, one));
      rebuilt = other == null ? rebuilt : rebuilt.add(new BigInteger(1, other));
      count += other == null ? 0 : 1;
    }
    Set<String> differing = differing();
    return new Outcome(
        name,
        count,
        hex(live),
        hex(rebuilt),
        differing.isEmpty(),
        differing.stream().limit(EXAMPLES).toList());
  }

  private static String hex(BigInteger sum) {
    return String.format("%064x", sum.mod(MODULUS));
  }

  private static byte[] hash(String id, String content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest((id + "\n" + content).getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
