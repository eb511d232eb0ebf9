package alo153.proving.simulators;

/** What a provider does with one call. Mail says the same with the codes of SMTP. */
public enum Behaviour {
  ACCEPTED,
  /** Takes it and never answers; the caller's patience ends. */
  ACCEPTED_THEN_TIMEOUT,
  /** Takes it and says 500, as a broken front before a working back does; mail: 451. */
  ACCEPTED_THEN_500,
  /** Takes it and ends the connection without an answer; mail: after DATA, before the 250. */
  ACCEPTED_THEN_RESET,
  /** Takes it and answers after a while the caller should have patience for. */
  ACCEPTED_SLOWLY,
  /** Takes it and answers after the caller's patience has ended. */
  ACCEPTED_TOO_SLOWLY,
  /** Too many: says when to come again; mail: 450. */
  REFUSED_429,
  /** Broken, nothing taken; the caller cannot tell it from {@link #ACCEPTED_THEN_500}. */
  REFUSED_500,
  /** Away for a moment; mail: 421 and the end of the connection. */
  REFUSED_503,
  /** This recipient never; mail: 550. */
  REFUSED_FOR_GOOD,
  /** Ends the connection before anything was taken. */
  RESET_BEFORE_TAKING;

  /** Whether the provider has the message afterwards. */
  public boolean takes() {
    return switch (this) {
      case ACCEPTED,
          ACCEPTED_THEN_TIMEOUT,
          ACCEPTED_THEN_500,
          ACCEPTED_THEN_RESET,
          ACCEPTED_SLOWLY,
          ACCEPTED_TOO_SLOWLY ->
          true;
      case REFUSED_429, REFUSED_500, REFUSED_503, REFUSED_FOR_GOOD, RESET_BEFORE_TAKING -> false;
    };
  }

  /** Whether the caller hears that it was taken while it still listens. */
  public boolean saysSo() {
    return this == ACCEPTED || this == ACCEPTED_SLOWLY;
  }
}
