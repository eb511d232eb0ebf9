package alo153.notification.out;

/** A row joined with its address and words, or why that was not possible. */
sealed interface Prepared {
  record Ready(Letter letter) implements Prepared {}

  /** A personal part has not arrived yet. */
  record NotYet() implements Prepared {}

  /** The person was forgotten. */
  record Forgotten() implements Prepared {}

  /**
   * There is nothing to send it to by this channel.
   *
   * @param reason a code
   */
  record NoWay(String reason) implements Prepared {}
}
