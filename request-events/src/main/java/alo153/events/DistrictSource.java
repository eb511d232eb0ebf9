package alo153.events;

/** What a request's district was taken from. */
public enum DistrictSource {
  /** The point lies in the district's outline. */
  POINT,
  /** The address or the neighbourhood names it. */
  ADDRESS,
  /** The citizen or the clerk chose it. */
  STATED,
  /** The point lies outside the city. */
  OUTSIDE_CITY,
  /** Nothing tells. */
  UNKNOWN
}
