package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Profile;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Installation;
import alo153.proving.house.Part;
import alo153.proving.house.Plan;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.simulators.Behaviour;
import alo153.proving.simulators.Misbehaviour;
import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.Misbehaviour.Receipts;
import alo153.proving.simulators.ProviderLedger.Entry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * F16: every provider does everything a provider may do wrong, instances of the notification die
 * meanwhile, and telephones must not ring yet.
 */
final class ProviderMatrix implements Fault {
  private static final ZoneId TURKEY = ZoneId.of("Europe/Istanbul");
  private static final List<String> PROVIDERS = List.of("sms", "graph", "push", "mail", "webhook");
  private static final Set<String> RING = Set.of("sms", "graph", "push");

  /** What is about electricity goes to an institution that takes its work by webhook. */
  private static final String FOR_THE_WEBHOOK = "Mahallede elektrik yok, trafo arızalı";

  private static final Map<Behaviour, Integer> ANSWERS =
      Map.ofEntries(
          Map.entry(Behaviour.ACCEPTED, 40),
          Map.entry(Behaviour.ACCEPTED_SLOWLY, 5),
          Map.entry(Behaviour.ACCEPTED_TOO_SLOWLY, 4),
          Map.entry(Behaviour.ACCEPTED_THEN_TIMEOUT, 5),
          Map.entry(Behaviour.ACCEPTED_THEN_500, 9),
          Map.entry(Behaviour.ACCEPTED_THEN_RESET, 9),
          Map.entry(Behaviour.REFUSED_429, 8),
          Map.entry(Behaviour.REFUSED_500, 6),
          Map.entry(Behaviour.REFUSED_503, 5),
          Map.entry(Behaviour.REFUSED_FOR_GOOD, 3),
          Map.entry(Behaviour.RESET_BEFORE_TAKING, 6));

  private static final Map<Receipts, Integer> RECEIPTS =
      Map.of(
          Receipts.ON_TIME, 50,
          Receipts.LATE, 15,
          Receipts.TWICE, 15,
          Receipts.OUT_OF_ORDER, 15,
          Receipts.NONE, 5);

  /** The house goes by the store's clock, the providers by their machine's. */
  private static final Duration CLOCKS_AGREE = Duration.ofMillis(250);

  @Override
  public String id() {
    return "F16";
  }

  @Override
  public String title() {
    return "providers that do everything wrong, with kills";
  }

  @Override
  public String bar() {
    return "1,000 messages by each of 5 channels: 0 lost, keyed 0 doubled, unkeyed doubled ≤ said to"
        + " be in doubt; failures visible; limits and quiet hours kept";
  }

  /** Long after it, lost receipts are asked for: that belongs to this fault and to no other. */
  @Override
  public Plan plan(Profile profile) {
    return profile == Profile.SHORT
        ? Plan.doubled()
        : Plan.doubled().withSettings(Map.of("ALO153_NOTIFICATION_RETRY_PATIENCE", "24h"));
  }

  @Override
  public Measured run(Trial trial) throws IOException, InterruptedException {
    boolean small = trial.profile() == Profile.SHORT;
    SeparateHouse house = trial.house();
    Instant quietTo =
        Instant.now()
            .plus(small ? Duration.ofSeconds(30) : Duration.ofMinutes(3))
            .truncatedTo(ChronoUnit.SECONDS);
    Map<String, String> settings = settings(trial, quietTo);
    int before = house.world().providers().all().size();
    restart(house, settings);
    house.world().misbehave(misbehaviour(trial, small));
    int killed;
    Verdict verdict;
    try {
      killed = work(trial, settings);
      house.awaitAllReady();
      verdict = trial.check(small ? Duration.ofSeconds(90) : Duration.ofMinutes(40));
      Waiting.cameTrue(Duration.ofSeconds(30), house.world()::idle);
    } finally {
      house.world().misbehave(Misbehaviour.NONE);
    }
    List<RequestEvent> log = log(trial);
    var notes = new Measured.Notes().figure("%d kills", killed);
    List<Entry> calls = house.world().providers().from(before);
    coverage(notes, calls, trial.profile().of(20, 1000));
    quiet(notes, calls, log, quietTo);
    visible(notes, trial, log);
    for (String total :
        List.of(
            "calls of providers",
            "repetitions recognised",
            "in doubt",
            "doubled where no key helps",
            "failed")) {
      notes.figure("%d %s", verdict.totals().getOrDefault(total, 0L), total);
    }
    if (small) {
      restart(house, Map.of());
    }
    return notes.verdict(verdict).measured();
  }

  private static Misbehaviour misbehaviour(Trial trial, boolean small) {
    var wrong =
        new Conduct(
            ANSWERS,
            RECEIPTS,
            Duration.ofMillis(500),
            small ? Duration.ofSeconds(3) : Duration.ofSeconds(35),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3));
    Map<String, Conduct> conducts = new HashMap<>();
    PROVIDERS.forEach(provider -> conducts.put(provider, wrong));
    conducts.put(
        "sms-status",
        new Conduct(
            Map.of(Behaviour.ACCEPTED, 80, Behaviour.REFUSED_500, 10, Behaviour.REFUSED_503, 10),
            Map.of()));
    return new Misbehaviour(trial.seed(), conducts);
  }

  /** The short profile has no time for the patience one has with real providers. */
  private static Map<String, String> settings(Trial trial, Instant quietTo) throws IOException {
    var settings = new LinkedHashMap<String, String>();
    settings.put("ALO153_CITY", city(trial).toString());
    LocalTime end = LocalTime.ofInstant(quietTo, TURKEY);
    settings.put("ALO153_QUIET_FROM", end.minusHours(1).toString());
    settings.put("ALO153_QUIET_TO", end.toString());
    if (trial.profile() == Profile.SHORT) {
      for (String provider : List.of("SMS", "WHATSAPP", "PUSH", "WEBHOOK", "MAIL")) {
        settings.put("ALO153_NOTIFICATION_" + provider + "_LIMITS_TIMEOUT", "2s");
      }
      settings.put("ALO153_NOTIFICATION_RETRY_BASE", "500ms");
      settings.put("ALO153_NOTIFICATION_RETRY_CAP", "3s");
      settings.put("ALO153_NOTIFICATION_SENDER_LEASE", "10s");
      settings.put("ALO153_NOTIFICATION_SENDER_RESERVE", "4s");
      settings.put("ALO153_NOTIFICATION_SENDER_DOUBT", "3s");
      settings.put("ALO153_NOTIFICATION_SENDER_BREAKER_OPEN", "1s");
    }
    return settings;
  }

  /** Sakarya, where the power company takes its work by webhook. */
  private static Path city(Trial trial) throws IOException {
    Path from = Installation.here().home().resolve("city/src/main/resources/city/sakarya");
    Path to = Files.createDirectories(trial.folder().toAbsolutePath().resolve("city"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    Path institutions = to.resolve("institutions.yaml");
    String text = Files.readString(institutions);
    String byMail = "{ by: mail, address: basvuru@sedas.invalid }";
    if (!text.contains(byMail)) {
      throw new IllegalStateException("the power company takes no work by mail any more");
    }
    Files.writeString(
        institutions,
        text.replace(byMail, "{ by: webhook, uri: \"https://sedas.invalid/alo153\" }"));
    return to;
  }

  private static void restart(SeparateHouse house, Map<String, String> settings) {
    for (int instance = 1; instance <= house.plan().instances(); instance++) {
      house.instance(Part.NOTIFICATION, instance).terminate(Duration.ofSeconds(40));
      house.start(Part.NOTIFICATION, instance, settings, List.of());
    }
    house.awaitAllReady();
  }

  /** Sends everything in, and kills meanwhile. */
  private static int work(Trial trial, Map<String, String> settings) {
    LoadClient client = trial.client();
    int requests = trial.profile().of(10, 500);
    int kills = trial.profile().of(2, 20);
    int killed = 0;
    int sent = 0;
    Duration step =
        trial.profile() == Profile.SHORT ? Duration.ofMillis(600) : Duration.ofMillis(400);
    for (int i = 0; i < requests; i++) {
      for (Door door : List.of(Door.WEB, Door.MOBILE, Door.WHATSAPP, Door.MAIL)) {
        client.send(client.operation(door));
      }
      client.send(client.operation(Door.WEB, FOR_THE_WEBHOOK));
      client.send(client.operation(Door.PHONE, FOR_THE_WEBHOOK));
      sent += 6;
      Waiting.pause(step);
      if ((i + 1) * kills / requests > killed) {
        kill(trial.house(), killed, settings);
        killed++;
        trial.say("notification-service killed (%d), %d sent in".formatted(killed, sent));
      }
    }
    return killed;
  }

  /** One that is ready again, in turn. */
  private static void kill(SeparateHouse house, int nth, Map<String, String> settings) {
    int instance = nth % house.plan().instances() + 1;
    house.awaitReady(Part.NOTIFICATION, instance);
    house.instance(Part.NOTIFICATION, instance).kill();
    house.start(Part.NOTIFICATION, instance, settings, List.of());
  }

  private static List<RequestEvent> log(Trial trial) {
    try (var reading = new LogReading(trial.house().run().brokers())) {
      return reading.read(trial.mark(), Topics.REQUESTS::equals).stream()
          .map(record -> Codec.readEvent(record.value()))
          .toList();
    }
  }

  private static void coverage(Measured.Notes notes, List<Entry> calls, int wanted) {
    Map<String, Set<String>> messages = new TreeMap<>();
    Map<String, Set<Behaviour>> behaviours = new TreeMap<>();
    for (Entry call : calls) {
      if (PROVIDERS.contains(call.provider())) {
        messages.computeIfAbsent(call.provider(), any -> new HashSet<>()).add(call.reference());
        behaviours.computeIfAbsent(call.provider(), any -> new TreeSet<>()).add(call.outcome());
      }
    }
    for (String provider : PROVIDERS) {
      int count = messages.getOrDefault(provider, Set.of()).size();
      notes
          .figure(
              "%s %d messages, %d of %d behaviours",
              provider,
              count,
              behaviours.getOrDefault(provider, Set.of()).size(),
              Behaviour.values().length)
          .hold(count >= wanted, "only %d messages by %s", count, provider);
    }
  }

  /** What answers no act of the citizen's own has to wait. */
  private static void quiet(
      Measured.Notes notes, List<Entry> calls, List<RequestEvent> log, Instant quietTo) {
    Map<String, MessagePurpose> purposes = new HashMap<>();
    for (RequestEvent event : log) {
      if (event instanceof MessageSent sent) {
        purposes.put(sent.messageId(), sent.purpose());
      } else if (event instanceof MessageFailed failed) {
        purposes.put(failed.messageId(), failed.purpose());
      }
    }
    List<Entry> tooEarly = new ArrayList<>();
    long waited = 0;
    for (Entry call : calls) {
      String id = call.reference().split("\\.", 2)[0];
      if (RING.contains(call.provider()) && purposes.get(id) != MessagePurpose.RECEIVED) {
        if (call.at().isBefore(quietTo.minus(CLOCKS_AGREE))) {
          tooEarly.add(call);
        } else if (call.nth() == 1) {
          waited++;
        }
      }
    }
    notes
        .figure("%d telephones rang too early, %d later", tooEarly.size(), waited)
        .hold(tooEarly.isEmpty(), "in the quiet hours: %s", tooEarly);
  }

  /** Each failure is where the desk looks for it. */
  private static void visible(Measured.Notes notes, Trial trial, List<RequestEvent> log)
      throws IOException, InterruptedException {
    Map<String, Set<String>> failed = new TreeMap<>();
    for (RequestEvent event : log) {
      if (event instanceof MessageFailed one) {
        failed
            .computeIfAbsent(one.requestId().value(), any -> new TreeSet<>())
            .add(one.messageId());
      }
    }
    HttpClient http = HttpClient.newHttpClient();
    int seen = 0;
    for (var request : failed.entrySet()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      trial
                          .house()
                          .run()
                          .gateway(
                              "/api/notification/v1/requests/" + request.getKey() + "/messages"))
                  .timeout(Duration.ofSeconds(20))
                  .header("X-Api-Key", trial.house().run().key("ALO153_KEY_DESK"))
                  .build(),
              HttpResponse.BodyHandlers.ofString(UTF_8));
      Set<String> shown = new HashSet<>();
      if (answer.statusCode() == 200) {
        for (JsonNode line : Codec.json().readTree(answer.body()).path("messages")) {
          if (line.path("state").asString().equals("FAILED") && line.path("reason").isString()) {
            shown.add(line.path("messageId").asString());
          }
        }
      }
      Set<String> hidden =
          request.getValue().stream().filter(id -> !shown.contains(id)).collect(Collectors.toSet());
      notes.hold(
          hidden.isEmpty(), "%s failed of %s, and the desk is not told", hidden, request.getKey());
      seen += shown.size();
    }
    notes.figure("%d failures shown to the desk", seen);
  }
}
