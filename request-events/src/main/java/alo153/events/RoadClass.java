package alo153.events;

/** Whose road it is decides who mends it (law 5216, art. 7). */
public enum RoadClass {
  /** Otoyol. */
  MOTORWAY,
  /** Devlet yolu, such as the D-100. */
  STATE_ROAD,
  /** Anaarter: main roads, boulevards and squares; the metropolitan municipality's. */
  MAIN_ROAD,
  /** Side streets; the district municipality's. */
  SIDE_STREET
}
