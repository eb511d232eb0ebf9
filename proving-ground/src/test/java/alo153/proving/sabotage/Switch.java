package alo153.proving.sabotage;

import java.nio.file.Path;
import java.util.List;

/** A fault a service can be started with. Nothing of it is in the product. */
public enum Switch {
  /**
   * The publisher says that records are acknowledged when they are only handed to the producer.
   * They are lost when the brokers do not take them in time, or the process dies before.
   */
  ACK_BEFORE_SEND(
      "ack-before-send",
      new Place(
          "alo153.transport.KafkaEventPublisher",
          "publish",
          List.of("java.util.List"),
          AckBeforeSend.Publish.class),
      new Place(
          "alo153.transport.KafkaEventPublisher",
          "publishAndWait",
          List.of("java.util.List"),
          AckBeforeSend.PublishAndWait.class)),

  /**
   * Intake takes the same message, sent again under the same key, for a new request; tracking
   * applies an event again that is delivered again, and tells the log again what follows from it.
   */
  NO_DEDUPE(
      "no-dedupe",
      new Place(
          "alo153.events.RequestId",
          "derive",
          List.of("[B", "alo153.events.Channel", "java.lang.String", "java.lang.String"),
          NoDedupe.Derive.class),
      new Place(
          "alo153.tracking.decide.CaseState",
          "knows",
          List.of("alo153.events.EventId"),
          NoDedupe.Knows.class)),

  /** What can not be accepted is dropped: no dead letter, no word, and its offset is committed. */
  SWALLOW_DEAD(
      "swallow-dead",
      new Place(
          "alo153.transport.DeadLetters",
          "write",
          List.of("java.util.List"),
          SwallowDead.Write.class)),

  /**
   * Offsets are committed while the records' effects are still to come: they wait in memory for
   * {@link Later#DELAY}. They are lost when the process dies meanwhile, or the store or the brokers
   * are away then.
   */
  EARLY_COMMIT(
      "early-commit",
      new Place(
          "alo153.transport.BatchRule",
          "handleBatch",
          List.of("java.util.List", "alo153.transport.BatchHandler"),
          EarlyCommit.HandleBatch.class));

  /**
   * A method the fault changes.
   *
   * @param type the name of its class
   * @param method its name
   * @param parameters the names of its parameters' types
   * @param advice what is put into it
   */
  record Place(String type, String method, List<String> parameters, Class<?> advice) {
    @Override
    public String toString() {
      return type + "." + method;
    }
  }

  private final String code;
  private final List<Place> places;

  Switch(String code, Place... places) {
    this.code = code;
    this.places = List.of(places);
  }

  /** Its name where the JVM is told of it. */
  public String code() {
    return code;
  }

  List<Place> places() {
    return places;
  }

  /**
   * What a service's JVM is started with, before {@code -jar} or the main class.
   *
   * @param jar as {@link SabotageAgent#jar} made it
   */
  public String argument(Path jar) {
    return "-javaagent:" + jar.toAbsolutePath() + "=" + code;
  }

  /**
   * Whether a service has the fault in it. One that has not is no test of the checker: ask this of
   * every service started with the switch, before anything else is concluded.
   *
   * @param standardError what the service printed so far
   * @param type the full name of the class that had to be changed
   */
  public boolean isInEffect(String standardError, String type) {
    return standardError.contains(said(type));
  }

  /**
   * Whether a service has any part of the fault in it.
   *
   * @param standardError what the service printed so far
   */
  public boolean isInEffect(String standardError) {
    return places.stream().anyMatch(place -> isInEffect(standardError, place.type()));
  }

  /** What a JVM prints when it has changed a class. */
  String said(String type) {
    return "sabotage: " + code + " in effect: " + type;
  }

  static Switch of(String code) {
    for (Switch one : values()) {
      if (one.code.equals(code)) {
        return one;
      }
    }
    throw new IllegalArgumentException("there is no sabotage called " + code);
  }
}
