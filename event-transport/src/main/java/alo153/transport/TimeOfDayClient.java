package alo153.transport;

/**
 * A holder of a Kafka client, which measures its waits by the machine's time of day, and whose
 * timers never go back with it: after the time was set back by an hour, it does not tell its group
 * for an hour that it lives, nor connects again for an hour to a broker it has lost.
 */
interface TimeOfDayClient {
  /**
   * Puts a new client in the old one's place and ends the old one. Called on a thread of its own.
   */
  void timeWasSetBack();
}
