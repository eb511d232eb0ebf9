package alo153.intake.decide;

/**
 * Hashes under the deployment's id key: the same everywhere for the same, and nobody without the
 * key can guess back what went in. For ids made of a provider's ids, and for finding a person's
 * earlier message without keeping who it was.
 */
public final class Keyed {
  private final byte[] key;

  public Keyed(byte[] idKey) {
    this.key = idKey.clone();
  }

  /**
   * 32 hexadecimal digits.
   *
   * @param purpose keeps hashes made for different purposes apart
   * @param fields what is hashed, in order
   */
  public String hash(String purpose, String... fields) {
    var hash = new ContentHash(key, purpose);
    for (String field : fields) {
      hash.add(field);
    }
    return hash.end();
  }
}
