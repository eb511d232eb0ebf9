package alo153.notification.decide;

import alo153.events.OwnerCode;

/** Whom a message is for. */
public sealed interface Recipient {
  /** The person who wrote; there is one per request. */
  record Citizen() implements Recipient {
    @Override
    public String key() {
      return "citizen";
    }
  }

  /**
   * An authority or company outside the municipality.
   *
   * @param code its code in the city pack
   */
  record Institution(OwnerCode code) implements Recipient {
    @Override
    public String key() {
      return "institution:" + code;
    }
  }

  Citizen CITIZEN = new Citizen();

  /** How the ledger writes it down; never an address. */
  String key();

  /**
   * @throws IllegalArgumentException when the text is not such a key
   */
  static Recipient parse(String key) {
    if (key.equals(CITIZEN.key())) {
      return CITIZEN;
    }
    if (key.startsWith("institution:")) {
      return new Institution(new OwnerCode(key.substring("institution:".length())));
    }
    throw new IllegalArgumentException("neither the citizen nor an institution");
  }
}
