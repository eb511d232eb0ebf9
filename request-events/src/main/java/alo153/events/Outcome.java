package alo153.events;

/** What became of the matter itself, whatever the status of its paperwork. */
public enum Outcome {
  DONE,
  PLANNED,
  NOT_POSSIBLE,
  INFORMED,
  FORWARDED,
  DUPLICATE,
  DECLINED
}
