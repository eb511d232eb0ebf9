package alo153.events;

/** Inside the municipality or outside. */
public enum OwnerKind {
  /** A unit of the municipality or its affiliate; reads its own topic. */
  DEPARTMENT,
  /** Another authority or company; gets the work by mail or webhook and is chased. */
  INSTITUTION
}
