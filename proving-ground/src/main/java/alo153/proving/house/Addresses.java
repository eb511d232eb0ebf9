package alo153.proving.house;

/**
 * Where a house of separate processes listens: the gateway's port and the hundred above it. The
 * first eleven are those of a house in one JVM, so that whoever knows a base port finds the doors.
 *
 * @param base the gateway's port
 */
public record Addresses(int base) {
  /** How many ports a house takes. */
  public static final int SPAN = 100;

  private static final int FIRST_PROXY = 50;

  /**
   * @param instance from 1
   */
  public int of(Part part, int instance) {
    if (part == Part.GATEWAY) {
      return base;
    }
    return instance == 1
        ? base + 1 + part.ordinal()
        : base + 11 + 4 * (instance - 2) + part.ordinal();
  }

  public int broker() {
    return base + 5;
  }

  public int store() {
    return base + 7;
  }

  public int providers() {
    return base + 8;
  }

  public int smtp() {
    return base + 9;
  }

  public int imap() {
    return base + 10;
  }

  /** The broker's listener for what goes through a proxy. */
  int brokerBehind(Edge edge) {
    return base + 30 + edge.ordinal();
  }

  /**
   * Where one finds the far end of an edge that has a proxy.
   *
   * @param instance of what is called, from 1; where there is only one, 1
   */
  public int proxy(Edge edge, int instance) {
    return base + FIRST_PROXY + edge.ordinal() + Edge.values().length * (instance - 1);
  }
}
