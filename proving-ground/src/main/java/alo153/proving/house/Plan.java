package alo153.proving.house;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a house of separate processes is made of. Two equal plans give houses that can stand in for
 * each other.
 *
 * @param instances how many of each service
 * @param store what keeps the documents
 * @param proxies whether there is a proxy on each {@link Edge}
 * @param brokerProperties what the broker is told beside our own settings, in Kafka's own terms
 * @param brokerMegabytes size of a disk of its own for the log; 0: it lies on the machine's
 * @param settings environment variables for all parts, beside what they are told anyway
 * @param javaOptions for the JVMs of a part, before its jar
 */
public record Plan(
    int instances,
    Store store,
    boolean proxies,
    Map<String, String> brokerProperties,
    int brokerMegabytes,
    Map<String, String> settings,
    Map<Part, List<String>> javaOptions) {

  /** What keeps the documents. */
  public enum Store {
    /** The stand-in, in a file. */
    FILE,
    /** The stand-in, in memory. */
    MEMORY,
    /** A MongoDB server, as a replica set of one. */
    MONGOD
  }

  public Plan {
    brokerProperties = Map.copyOf(brokerProperties);
    settings = Map.copyOf(settings);
    javaOptions = Map.copyOf(javaOptions);
  }

  /** One of each, the store in a file, no proxies. */
  public static Plan single() {
    return new Plan(
        1, Store.FILE, false, Map.of(), 0, Map.of(), new EnumMap<Part, List<String>>(Part.class));
  }

  /** So that somebody can be shut out of a topic; until then everybody may do everything. */
  private static final Map<String, String> AUTHORIZER =
      Map.of(
          "authorizer.class.name",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found",
          "true");

  /**
   * Two instances of each service, a proxy on each edge, a broker that knows rules of access, and
   * the store a city would have where there is one: a MongoDB server, else the stand-in in a file.
   */
  public static Plan doubled() {
    return single()
        .withInstances(2)
        .withProxies(true)
        .withBrokerProperties(AUTHORIZER)
        .withStore(Mongod.isThere() ? Store.MONGOD : Store.FILE);
  }

  public Plan withInstances(int count) {
    return new Plan(
        count, store, proxies, brokerProperties, brokerMegabytes, settings, javaOptions);
  }

  public Plan withStore(Store other) {
    return new Plan(
        instances, other, proxies, brokerProperties, brokerMegabytes, settings, javaOptions);
  }

  public Plan withProxies(boolean wanted) {
    return new Plan(
        instances, store, wanted, brokerProperties, brokerMegabytes, settings, javaOptions);
  }

  public Plan withBrokerProperties(Map<String, String> properties) {
    return new Plan(instances, store, proxies, properties, brokerMegabytes, settings, javaOptions);
  }

  public Plan withBrokerDisk(int megabytes) {
    return new Plan(instances, store, proxies, brokerProperties, megabytes, settings, javaOptions);
  }

  public Plan withSettings(Map<String, String> more) {
    return new Plan(
        instances, store, proxies, brokerProperties, brokerMegabytes, more, javaOptions);
  }

  public Plan withJavaOptions(Map<Part, List<String>> options) {
    return new Plan(
        instances, store, proxies, brokerProperties, brokerMegabytes, settings, options);
  }
}
