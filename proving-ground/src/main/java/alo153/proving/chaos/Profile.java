package alo153.proving.chaos;

/** How much is done. */
public enum Profile {
  /** All faults within twelve minutes, with smaller figures. */
  SHORT,
  /** The figures of the bars themselves. */
  LONG;

  /** The one of two figures that belongs to it. */
  public int of(int ifShort, int ifLong) {
    return this == SHORT ? ifShort : ifLong;
  }
}
