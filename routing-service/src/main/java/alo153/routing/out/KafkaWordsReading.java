package alo153.routing.out;

import alo153.events.wire.Topics;
import alo153.transport.CarriedTopics;

/** Asks the brokers what the group that reads the words has committed. */
public final class KafkaWordsReading implements WordsReading {
  private final CarriedTopics brokers;
  private final String group;

  /**
   * @param group that keeps the words
   */
  public KafkaWordsReading(CarriedTopics brokers, String group) {
    this.brokers = brokers;
    this.group = group;
  }

  @Override
  public long end(int partition) {
    return brokers.ends(Topics.PERSONAL).getOrDefault(name(partition), 0L);
  }

  @Override
  public long taken(int partition) {
    return brokers.taken(group).getOrDefault(name(partition), 0L);
  }

  private static String name(int partition) {
    return Topics.PERSONAL + "/" + partition;
  }
}
