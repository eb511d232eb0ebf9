package alo153.intake.decide;

/** The eleven digits of a T.C. kimlik number. */
public final class NationalId {
  private static final int LENGTH = 11;

  private NationalId() {}

  /** Whether both check digits fit. Says nothing about whose it is. */
  public static boolean isPlausible(String written) {
    if (written.length() != LENGTH
        || written.charAt(0) == '0'
        || !written.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    int odd = 0;
    int even = 0;
    for (int i = 0; i < 9; i++) {
      int digit = written.charAt(i) - '0';
      if (i % 2 == 0) {
        odd += digit;
      } else {
        even += digit;
      }
    }
    int tenth = Math.floorMod(7 * odd - even, 10);
    int eleventh = (odd + even + tenth) % 10;
    return written.charAt(9) - '0' == tenth && written.charAt(10) - '0' == eleventh;
  }
}
