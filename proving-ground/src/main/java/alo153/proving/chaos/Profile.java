package alo153.proving.chaos;

/** How much is done. */
public enum Profile {
  /** All faults with small figures: some thirteen minutes on two cores. */
  SHORT,
  /** The figures of the bars themselves. */
  LONG;

  /** The one of two figures that belongs to it. */
  public int of(int ifShort, int ifLong) {
    return this == SHORT ? ifShort : ifLong;
  }
}
