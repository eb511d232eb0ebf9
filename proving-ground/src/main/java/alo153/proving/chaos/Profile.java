package alo153.proving.chaos;

/** How much is done. */
public enum Profile {
  /**
   * All faults with small figures. What has not begun after eleven minutes is left out, so that it
   * ends within twelve.
   */
  SHORT(11),
  /** The figures of the bars themselves, for hours. */
  LONG(7 * 24 * 60);

  private final long minutes;

  Profile(long minutes) {
    this.minutes = minutes;
  }

  /** How long faults begin, unless somebody says otherwise. */
  long minutes() {
    return minutes;
  }

  /** The one of two figures that belongs to it. */
  public int of(int ifShort, int ifLong) {
    return this == SHORT ? ifShort : ifLong;
  }
}
