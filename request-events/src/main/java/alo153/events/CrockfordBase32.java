package alo153.events;

/**
 * Douglas Crockford's base 32: digits and capitals without I, L, O and U, read back tolerantly.
 * Bits are taken from the front, so a prefix of the text stands for a prefix of the bytes.
 */
final class CrockfordBase32 {
  static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private CrockfordBase32() {}

  static String encode(byte[] bytes) {
    var text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = buffer << 8 | b & 0xff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >> bits & 31));
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(buffer << 5 - bits & 31));
    }
    return text.toString();
  }

  /** The value of one symbol as people write it (any case, I and L for 1, O for 0), or -1. */
  static int valueOf(char symbol) {
    return switch (symbol) {
      case 'o', 'O' -> 0;
      case 'i', 'I', 'l', 'L', 'ı', 'İ' -> 1;
      default -> ALPHABET.indexOf(symbol >= 'a' && symbol <= 'z' ? symbol - 32 : symbol);
    };
  }

  static boolean isCanonical(String text, int length) {
    return text.length() == length && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
  }
}
