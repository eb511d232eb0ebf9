package alo153.events.wire;

import alo153.events.OwnerCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalogue of topics: what they are called, who writes and reads them, how long they keep what
 * they are told.
 */
public final class Topics {
  /** The log of record; kept for ever. */
  public static final String REQUESTS = "alo153.requests";

  /** Submissions of adapters that speak Kafka. */
  public static final String INBOX = "alo153.inbox";

  /** What owners say about their work. */
  public static final String UPDATES = "alo153.updates";

  /** Calls and messages that are not a request. */
  public static final String CONTACTS = "alo153.contacts";

  /** Sealed personal parts; compacted, partitioned like the log. */
  public static final String PERSONAL = "alo153.personal";

  /**
   * The largest record on a dead topic, in bytes. Elsewhere a record has 1 MiB, which a compressed
   * one exceeds when it is unpacked, and a dead letter is larger than what died.
   */
  public static final int LARGEST_DEAD_LETTER = 8 * 1024 * 1024;

  private static final String DEPARTMENT = "alo153.department.";
  private static final Duration CARRIED = Duration.ofDays(90);

  private Topics() {}

  /** The feed of one department. */
  public static String department(OwnerCode department) {
    return DEPARTMENT + department.value();
  }

  public static boolean isDepartment(String topic) {
    return topic.startsWith(DEPARTMENT);
  }

  /** Where a service puts what it can not accept. */
  public static String dead(Service service) {
    return "alo153." + service.code() + ".dead";
  }

  /**
   * How a topic is made.
   *
   * @param name its name
   * @param settings the topic's configuration in Kafka's own terms
   */
  public record Declared(String name, Map<String, String> settings) {}

  /** All topics but the departments' feeds, which the routing declares from the city pack. */
  public static List<Declared> declared() {
    return List.of(
        new Declared(REQUESTS, KEPT_FOR_EVER),
        new Declared(PERSONAL, COMPACTED),
        new Declared(INBOX, CARRIED_ON),
        new Declared(UPDATES, CARRIED_ON),
        new Declared(CONTACTS, CARRIED_ON),
        new Declared(dead(Service.INTAKE), DEAD),
        new Declared(dead(Service.ROUTING), DEAD),
        new Declared(dead(Service.TRACKING), DEAD),
        new Declared(dead(Service.NOTIFICATION), DEAD));
  }

  public static Declared declaredDepartment(OwnerCode department) {
    return new Declared(department(department), FORGETTABLE);
  }

  /**
   * A segment is closed after half a day, by the next record or marker, and cleaned at once: what
   * is forgotten is gone from disk within a day.
   */
  private static final String HALF_A_DAY = Long.toString(Duration.ofHours(12).toMillis());

  private static final String DAY = Long.toString(Duration.ofDays(1).toMillis());

  private static final Map<String, String> KEPT_FOR_EVER =
      Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");

  /** A forgotten part is gone from disk within a day. */
  private static final Map<String, String> COMPACTED =
      Map.of(
          "cleanup.policy", "compact",
          "segment.ms", HALF_A_DAY,
          "max.compaction.lag.ms", HALF_A_DAY,
          "delete.retention.ms", DAY,
          "min.cleanable.dirty.ratio", "0.5");

  /** Their age counts from when the broker took them, whatever the writer's clock says. */
  private static final Map<String, String> CARRIED_ON =
      Map.of(
          "message.timestamp.type",
          "LogAppendTime",
          "cleanup.policy",
          "delete",
          "retention.ms",
          Long.toString(CARRIED.toMillis()),
          "segment.ms",
          HALF_A_DAY);

  /** Kept 90 days, and single records can be forgotten before by a tombstone under their key. */
  private static final Map<String, String> FORGETTABLE =
      Map.of(
          "cleanup.policy", "compact,delete",
          "retention.ms", Long.toString(CARRIED.toMillis()),
          "segment.ms", HALF_A_DAY,
          "max.compaction.lag.ms", HALF_A_DAY,
          "delete.retention.ms", DAY);

  private static final Map<String, String> DEAD = dead();

  private static Map<String, String> dead() {
    var settings = new HashMap<>(FORGETTABLE);
    settings.put("max.message.bytes", Integer.toString(LARGEST_DEAD_LETTER));
    return Map.copyOf(settings);
  }
}
