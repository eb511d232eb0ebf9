package alo153.proving.check;

import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Topics;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.proving.Run;
import alo153.proving.load.ClientLedger;
import alo153.proving.simulators.ProviderLedger;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that is known about a run, gathered when the house is at rest.
 *
 * @param operations what clients wanted and were told
 * @param log events of the log since the mark, each partition in its order
 * @param updates what departments said, in their order
 * @param feeds work that departments were given
 * @param dead what lies in the dead letters since the mark
 * @param cases what the desk finds, by request
 * @param wrote citizens' later words as the desk reads them, by request
 * @param handed what the providers were asked to take
 * @param inDoubt of the messages that came more than once, those of which the desk is told that a
 *     second copy may exist, with the number of their tries
 * @param lag what readers have still to take; empty at rest
 */
public record Evidence(
    Collection<ClientLedger.Entry> operations,
    List<RequestEvent> log,
    List<DepartmentUpdate> updates,
    List<WorkAssigned> feeds,
    List<Dead> dead,
    Map<String, Case> cases,
    Map<String, List<String>> wrote,
    List<ProviderLedger.Entry> handed,
    Map<String, Integer> inDoubt,
    Map<String, Long> lag) {

  /**
   * A dead letter.
   *
   * @param topic the box it lies in
   * @param id where it came from: topic, partition, offset
   * @param reason why it died
   * @param value its bytes; empty when it had none, or too many to be kept
   * @param headers what the box says of it
   * @param times how often it was written; more than once when a batch was repeated
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of the wire, compared with Arrays.equals
  public record Dead(
      String topic,
      String id,
      String reason,
      byte[] value,
      Map<String, String> headers,
      int times) {}

  /**
   * A request as the desk sees it.
   *
   * @param status where it stands
   * @param owner who has it; empty when nobody
   * @param text the citizen's words
   */
  public record Case(String status, String owner, String text) {}

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private static final int PAGE = 200;

  /** A page of requests may be larger than any record of ours. */
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Gathers.
   *
   * @param run the house
   * @param ledger the clients'
   * @param mark where the log ended before the clients began
   * @param since when they began
   * @param earlier requests that were there before; what still happens to them is left out
   * @param injected what was put on topics and is nobody's: only dead letters may tell of it
   */
  public static Evidence gather(
      Run run,
      Path ledger,
      Map<TopicPartition, Long> mark,
      Instant since,
      Set<String> earlier,
      Collection<Injected> injected) {
    Set<String> strange = injected.stream().map(Injected::place).collect(Collectors.toSet());
    Collection<ClientLedger.Entry> operations = ClientLedger.read(ledger).values();
    try (var reading = new LogReading(run.brokers())) {
      var log = new ArrayList<RequestEvent>();
      var updates = new ArrayList<DepartmentUpdate>();
      var feeds = new ArrayList<WorkAssigned>();
      var dead = new LinkedHashMap<String, Dead>();
      var earlierMessages = new HashSet<String>();
      int partitions =
          (int) mark.keySet().stream().filter(it -> it.topic().equals(Topics.UPDATES)).count();
      for (ConsumerRecord<byte[], byte[]> record : reading.read(mark, Evidence::matters)) {
        String topic = record.topic();
        if (strange.contains(place(record))) {
          continue;
        }
        if (topic.equals(Topics.REQUESTS)) {
          RequestEvent event = Codec.readEvent(record.value());
          if (earlier.contains(event.requestId().value())) {
            messageOf(event).ifPresent(earlierMessages::add);
          } else {
            log.add(event);
          }
        } else if (topic.equals(Topics.UPDATES)) {
          if (record.value() != null && liesAtHome(record, partitions)) {
            updates.add(Codec.readUpdate(record.value()));
          }
        } else if (Topics.isDepartment(topic)) {
          if (record.value() != null) {
            WorkRecord work = Codec.readWork(record.value());
            if (work instanceof WorkAssigned assigned) {
              feeds.add(assigned);
            }
          }
        } else {
          bury(dead, record);
        }
      }
      updates.removeIf(update -> earlier.contains(update.requestId().value()));
      feeds.removeIf(work -> earlier.contains(work.requestId().value()));
      Map<String, Case> cases = cases(run, since);
      var handed = new ArrayList<>(handed(run, since));
      handed.removeIf(entry -> earlierMessages.contains(messageId(entry.reference())));
      return new Evidence(
          operations,
          log,
          updates,
          feeds,
          List.copyOf(dead.values()),
          cases,
          wrote(run, operations),
          handed,
          inDoubt(run, log, HandedOver.doubled(handed)),
          reading.lag());
    }
  }

  /**
   * Requests that were on the log before a mark. What still happens to them, such as a late
   * receipt, is not the matter of what began at the mark.
   */
  public static Set<String> requestsBefore(LogReading reading, Map<TopicPartition, Long> mark) {
    return reading.read(Map.of(), Topics.REQUESTS::equals).stream()
        .filter(
            record ->
                record.key() != null
                    && record.offset()
                        < mark.getOrDefault(
                            new TopicPartition(record.topic(), record.partition()), 0L))
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<String> messageOf(RequestEvent event) {
    if (event instanceof MessageSent sent) {
      return Optional.of(sent.messageId());
    }
    if (event instanceof MessageDelivered delivered) {
      return Optional.of(delivered.messageId());
    }
    return event instanceof MessageFailed failed
        ? Optional.of(failed.messageId())
        : Optional.empty();
  }

  /** Some providers are told the tracking code behind it. */
  private static String messageId(String reference) {
    int dot = reference.indexOf('.');
    return dot < 0 ? reference : reference.substring(0, dot);
  }

  private static boolean matters(String topic) {
    return topic.equals(Topics.REQUESTS)
        || topic.equals(Topics.UPDATES)
        || Topics.isDepartment(topic)
        || topic.endsWith(".dead");
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "/" + record.partition() + "/" + record.offset();
  }

  /** One that lies elsewhere is sent to its own partition, and counts there. */
  private static boolean liesAtHome(ConsumerRecord<byte[], byte[]> record, int partitions) {
    byte[] request =
        Codec.readUpdate(record.value()).requestId().value().getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(request)) % partitions == record.partition();
  }

  private static void bury(Map<String, Dead> dead, ConsumerRecord<byte[], byte[]> record) {
    String id = new String(record.key(), StandardCharsets.UTF_8);
    String place = record.topic() + " " + id;
    if (record.value() == null) {
      dead.remove(place);
      return;
    }
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    Dead before = dead.get(place);
    dead.put(
        place,
        new Dead(
            record.topic(),
            id,
            headers.getOrDefault(Headers.DEAD_REASON, ""),
            record.value(),
            headers,
            before == null ? 1 : before.times() + 1));
  }

  /** All requests the desk finds that came in since. */
  private static Map<String, Case> cases(Run run, Instant since) {
    Map<String, Case> cases = new HashMap<>();
    @Nullable String cursor = null;
    do {
      JsonNode page =
          desk(
              run,
              "/api/tracking/v1/requests?limit="
                  + PAGE
                  + "&from="
                  + encoded(since.minusSeconds(60).toString())
                  + (cursor == null ? "" : "&cursor=" + encoded(cursor)));
      for (JsonNode line : page.path("items")) {
        cases.put(
            line.path("requestId").asString(),
            new Case(
                line.path("status").asString(""),
                line.path("owner").path("code").asString(""),
                line.path("textStart").asString("")));
      }
      cursor = page.path("next").asString(null);
    } while (cursor != null);
    return cases;
  }

  /** What citizens wrote later, from the timelines of the requests they wrote about. */
  private static Map<String, List<String>> wrote(
      Run run, Collection<ClientLedger.Entry> operations) {
    Map<String, List<String>> wrote = new ConcurrentHashMap<>();
    Set<String> about = new java.util.TreeSet<>();
    operations.forEach(
        entry -> {
          if (entry.operation().about() != null) {
            about.add(entry.operation().about());
          }
        });
    // a question waits more than it works
    about.parallelStream()
        .forEach(
            request -> {
              var texts = new ArrayList<String>();
              for (JsonNode line : lines(run, request)) {
                if (line.path("entry").path("type").asString("").equals("citizen.wrote.v1")) {
                  texts.add(line.path("text").asString(""));
                }
              }
              wrote.put(request, texts);
            });
    return wrote;
  }

  private static JsonNode lines(Run run, String request) {
    return desk(run, "/api/tracking/v1/requests/" + request).path("timeline");
  }

  /** What the desk reads in a request's timeline, in order, as tracking keeps it. */
  public static List<JsonNode> timeline(Run run, String request) {
    var entries = new ArrayList<JsonNode>();
    lines(run, request).forEach(line -> entries.add(line.path("entry")));
    return entries;
  }

  private static List<ProviderLedger.Entry> handed(Run run, Instant since) {
    var handed = new ArrayList<ProviderLedger.Entry>();
    for (JsonNode line :
        json(
            HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + run.providersPort() + "/ledger")))) {
      ProviderLedger.Entry entry = Codec.json().treeToValue(line, ProviderLedger.Entry.class);
      if (!entry.at().isBefore(since)) {
        handed.add(entry);
      }
    }
    return handed;
  }

  /** What the desk is told of some messages. */
  private static Map<String, Integer> inDoubt(
      Run run, List<RequestEvent> log, Set<String> messages) {
    Set<String> requests = new java.util.TreeSet<>();
    for (RequestEvent event : log) {
      if (event instanceof MessageSent sent && messages.contains(sent.messageId())
          || event instanceof MessageFailed failed && messages.contains(failed.messageId())) {
        requests.add(event.requestId().value());
      }
    }
    Map<String, Integer> inDoubt = new HashMap<>();
    for (String request : requests) {
      for (JsonNode line :
          desk(run, "/api/notification/v1/requests/" + request + "/messages").path("messages")) {
        if (line.path("maybeTwice").asBoolean(false)) {
          inDoubt.put(line.path("messageId").asString(), line.path("attempts").asInt());
        }
      }
    }
    return inDoubt;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static JsonNode desk(Run run, String path) {
    return json(
        HttpRequest.newBuilder(run.gateway(path)).header("X-Api-Key", run.key("ALO153_KEY_DESK")));
  }

  private static JsonNode json(HttpRequest.Builder request) {
    HttpRequest built = request.timeout(Duration.ofSeconds(30)).build();
    for (int again = 0; ; again++) {
      try {
        HttpResponse<byte[]> answer = HTTP.send(built, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
          return JSON.readTree(answer.body());
        }
        if (again == 5) {
          throw new IllegalStateException(built.uri() + " answered " + answer.statusCode());
        }
      } catch (IOException e) {
        if (again == 5) {
          throw new IllegalStateException(built.uri() + " does not answer", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      alo153.proving.house.Waiting.pause(Duration.ofSeconds(1));
    }
  }
}
