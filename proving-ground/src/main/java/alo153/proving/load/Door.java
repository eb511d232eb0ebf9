package alo153.proving.load;

/** The ways in that are driven, each in its own protocol. */
public enum Door {
  WEB(30),
  MOBILE(12),
  PHONE(26),
  WHATSAPP(12),
  MAIL(4),
  CIMER(4),
  /** An adapter that speaks Kafka. */
  INBOX(8),
  /** A citizen writes again about a request. */
  MESSAGE(4);

  private final int weight;

  Door(int weight) {
    this.weight = weight;
  }

  /** Whether it is one of those behind the gateway. */
  public boolean isHttp() {
    return this != MAIL && this != INBOX;
  }

  /** How often it is used, of a hundred. */
  int weight() {
    return weight;
  }
}
