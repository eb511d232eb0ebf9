package alo153.events;

/** What the citizen wants of us; independent of the topic. */
public enum Kind {
  /** Şikâyet. */
  COMPLAINT,
  /** İstek, talep. */
  REQUEST,
  /** İhbar. */
  TIP,
  /** Öneri. */
  SUGGESTION,
  /** Bilgi. */
  INFORMATION,
  /** Teşekkür. */
  THANKS
}
