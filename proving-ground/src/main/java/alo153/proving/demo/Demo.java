package alo153.proving.demo;

import alo153.events.Channel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.Outcome;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.TriageRequested;
import alo153.events.work.Submission;
import alo153.proving.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Sends one real request through each door, one that belongs to somebody outside and one nobody's
 * rule knows, and shows each one's way until its citizen has the answer. Ends with 0 only if every
 * one was answered and every message is in the ledger of the provider that had to carry it.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Run run;
  private final Doors doors;
  private final Map<RequestId, Walk> walks = new ConcurrentHashMap<>();
  private final List<Walk> order = new ArrayList<>();
  private final InWords words = new InWords();
  private final Map<String, Boolean> shown = new ConcurrentHashMap<>();
  private volatile String cimerFile = "";
  private volatile boolean quiet;

  /** One request's way. */
  private static final class Walk {
    final String door;
    final String provider;
    final Instant start;
    final RequestId request;

    Walk(String door, String provider, Instant start, RequestId request) {
      this.door = door;
      this.provider = provider;
      this.start = start;
      this.request = request;
    }
  }

  private Demo(Run run) {
    this.run = run;
    this.doors = new Doors(run);
  }

  public static void main(String[] arguments) throws Exception {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    List<String> given = List.of(arguments);
    int at = given.indexOf("--data");
    Path data = Path.of(at < 0 ? ".alo153" : given.get(at + 1));
    System.exit(run(Run.on(data)) ? 0 : 1);
  }

  /** Whether every request was answered and every message is in its provider's ledger. */
  public static boolean run(Run run) throws Exception {
    return new Demo(run).walk();
  }

  private interface Knock {
    Optional<RequestId> knock() throws Exception;
  }

  private boolean walk() throws Exception {
    say("");
    say("One real request through every door; each line is an event on the log.");
    try (var log = new LogWatcher(run.brokers(), this::show)) {
      long seed = System.currentTimeMillis();
      byte[] photo = Picture.ofAHole(seed);
      knock(log, "WEB", "sms", () -> Optional.of(doors.form(web(), photo)));
      knock(log, "MOBILE", "push", () -> Optional.of(doors.form(mobile(seed), photo)));
      knock(
          log,
          "WHATSAPP",
          "graph",
          () -> {
            doors.whatsapp(
                "905321112233",
                "Merhaba, Serdivan Bağlar Caddesi üzerinde su borusu patladı, yol göl oldu",
                photo);
            return log.awaitSubmitted(Channel.WHATSAPP, Duration.ofSeconds(20));
          });
      knock(
          log,
          "MAIL",
          "mail",
          () -> {
            doors.mail(
                "ayse.yilmaz@example.org",
                "Ayşe Yılmaz",
                "Otobüs durakta durmadı",
                "Merhaba,\nAdapazarı merkezde bu sabah otobüs durakta durmadan geçti, şoför el etmemize rağmen almadı.\nSaygılarımla\nAyşe Yılmaz\n",
                photo);
            return log.awaitSubmitted(Channel.MAIL, Duration.ofSeconds(40));
          });
      knock(
          log,
          "PHONE",
          "sms",
          () -> {
            doors.phone(
                "+905321112234",
                "Mehmet Kaya",
                "Parkta saldırgan sokak köpeği var, çocuklar korkuyor",
                "Arifiye Cumhuriyet Mahallesi");
            return log.awaitSubmitted(Channel.PHONE, Duration.ofSeconds(20));
          });
      String cimerNumber = "26" + String.format("%08d", seed % 100_000_000L);
      knock(
          log,
          "CIMER",
          "cimer",
          () -> {
            doors.cimer(
                cimerNumber,
                "Erenler sahil parkında salıncaklar kırık, çocuk oyun alanı onarılsın");
            return log.awaitSubmitted(Channel.CIMER, Duration.ofSeconds(20));
          });
      knock(
          log,
          "inbox",
          "sms",
          () -> {
            doors.inbox(kiosk());
            return log.awaitSubmitted(Channel.WEB, Duration.ofSeconds(20));
          });
      knock(log, "outside", "sms", () -> Optional.of(doors.form(streetLight(), photo)));
      knock(log, "triage", "sms", () -> Optional.of(doors.form(riddle(), photo)));
      finish(log);
      quiet = true;
      return table(log, cimerNumber);
    }
  }

  private void knock(LogWatcher log, String door, String provider, Knock knock) throws Exception {
    say("");
    say("── " + door);
    Instant start = Instant.now();
    Optional<RequestId> request = knock.knock();
    if (request.isEmpty()) {
      say("   nothing of it came to the log");
      order.add(new Walk(door, provider, start, new RequestId("0".repeat(26))));
      return;
    }
    log.claim(request.get());
    var walk = new Walk(door, provider, start, request.get());
    order.add(walk);
    begin(log, walk);
    if (door.equals("triage")) {
      decide(log, request.get());
    }
    if (door.equals("CIMER")) {
      enterInCimer(log, request.get());
    }
    log.await(PATIENCE, event -> event.requestId().equals(walk.request) && isAnswerOnItsWay(event));
  }

  private static boolean isAnswerOnItsWay(RequestEvent event) {
    return event instanceof MessageSent sent && sent.purpose() == MessagePurpose.ANSWERED;
  }

  /** What the desk does with a request no rule knows: reads it and names an owner. */
  private void decide(LogWatcher log, RequestId request) throws IOException, InterruptedException {
    Optional<RequestEvent> undecided =
        log.await(
            Duration.ofSeconds(20),
            event -> event.requestId().equals(request) && event instanceof TriageRequested);
    if (undecided.isEmpty()) {
      say("   no triage was asked for");
      return;
    }
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    String queue = "";
    while (!queue.contains(request.value()) && System.nanoTime() < end) {
      queue = doors.deskText(run.gateway("/api/routing/v1/triage"));
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    if (!queue.contains(request.value())) {
      say("   it never showed up in the triage queue");
      return;
    }
    say("   a clerk finds it in the triage queue and gives it to the culture department");
    doors.desk(
        "POST",
        run.gateway("/api/routing/v1/triage/" + request + "/decisions"),
        Map.of(
            "decisionId",
            UUID.randomUUID().toString(),
            "owner",
            Map.of("kind", "DEPARTMENT", "code", "kultur-sosyal"),
            "category",
            "culture.library",
            "note",
            "Kitap bağışı: kütüphane ilgilensin"),
        200);
  }

  /** Shows what happened before we knew whose it was, then follows. */
  private synchronized void begin(LogWatcher log, Walk walk) {
    walks.put(walk.request, walk);
    log.of(walk.request).forEach(this::show);
  }

  /** What an officer does: downloads the answers, enters them in CİMER, and says so. */
  private void enterInCimer(LogWatcher log, RequestId request)
      throws IOException, InterruptedException {
    log.await(
        PATIENCE,
        event ->
            event.requestId().equals(request)
                && event instanceof StatusChanged changed
                && changed.to() == Status.ANSWERED);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!cimerFile.contains(request.trackingCode().value()) && System.nanoTime() < end) {
      JsonNode waiting =
          doors.desk(
              "GET", run.gateway("/api/notification/v1/cimer/exports?state=PLANNED"), null, 200);
      if (waiting.toString().contains(request.trackingCode().value())) {
        cimerFile = doors.deskText(run.gateway("/api/notification/v1/cimer/exports?format=csv"));
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    List<String> messageIds =
        log.of(request).stream()
            .filter(MessageSent.class::isInstance)
            .map(event -> ((MessageSent) event).messageId())
            .distinct()
            .toList();
    List<String> handedOver =
        messageIds.isEmpty()
            ? log.await(
                    Duration.ofSeconds(20),
                    event -> event.requestId().equals(request) && isAnswerOnItsWay(event))
                .map(event -> List.of(((MessageSent) event).messageId()))
                .orElse(List.of())
            : messageIds;
    say("   an officer downloads the file, enters the answer in CİMER and confirms it");
    doors.desk(
        "POST",
        run.gateway("/api/notification/v1/cimer/exports/confirm"),
        Map.of("messageIds", handedOver),
        200);
  }

  private synchronized void show(RequestEvent event) {
    Walk walk = walks.get(event.requestId());
    if (walk != null && !quiet && shown.putIfAbsent(event.id().value(), true) == null) {
      say(
          String.format(
              "  %6d ms  %s  %s",
              Math.max(0, Duration.between(walk.start, Instant.now()).toMillis()),
              event.requestId().trackingCode(),
              event.fold(words)));
    }
  }

  /** Waits until all that must be told about each request has left. */
  private void finish(LogWatcher log) {
    for (Walk walk : order) {
      log.await(
          PATIENCE,
          event -> {
            List<RequestEvent> events = log.of(walk.request);
            return Messages.left(events).containsAll(Messages.due(events));
          });
    }
  }

  /** What the providers took. */
  private JsonNode ledger() throws IOException, InterruptedException {
    return doors.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.providersPort() + "/ledger")),
        200);
  }

  private boolean table(LogWatcher log, String cimerNumber)
      throws IOException, InterruptedException {
    JsonNode ledger = ledger();
    say("");
    say(
        String.format(
            "%-9s %-14s %-22s %-9s %-46s %7s",
            "door", "tracking code", "owner", "outcome", "message the citizen got", "ms"));
    var wrong = new ArrayList<String>();
    for (Walk walk : order) {
      List<RequestEvent> events = log.of(walk.request);
      String owner =
          last(events, RequestAssigned.class)
              .map(event -> event.owner().code().value())
              .orElse("–");
      Optional<StatusChanged> answered =
          events.stream()
              .filter(StatusChanged.class::isInstance)
              .map(StatusChanged.class::cast)
              .filter(event -> event.to() == Status.ANSWERED)
              .reduce((a, b) -> b);
      Outcome outcome = answered.map(StatusChanged::outcome).orElse(null);
      Optional<MessageSent> sent =
          events.stream().filter(Demo::isAnswerOnItsWay).map(MessageSent.class::cast).findFirst();
      String message =
          walk.provider.equals("cimer")
              ? exported(cimerFile, cimerNumber)
              : sent.map(answer -> Messages.textOf(answer, ledger))
                  .filter(text -> text.startsWith(walk.provider + ": "))
                  .map(Demo::shortened)
                  .orElse("");
      if (outcome == null) {
        wrong.add(walk.door + ": no answer");
      }
      if (message.isEmpty()) {
        wrong.add(walk.door + ": no answer handed over by " + walk.provider);
      }
      Messages.lacking(events, ledger).forEach(lack -> wrong.add(walk.door + ": " + lack));
      say(
          String.format(
              "%-9s %-14s %-22s %-9s %-46s %7s",
              walk.door,
              walk.request.trackingCode(),
              owner,
              outcome == null ? "NONE" : outcome,
              message.isEmpty() ? "NONE" : message,
              sent.map(event -> Long.toString(Duration.between(walk.start, event.at()).toMillis()))
                  .orElse("–")));
    }
    say("");
    wrong.forEach(Demo::say);
    say(
        wrong.isEmpty()
            ? "every request was answered, and every message is in its provider's ledger"
            : "NOT every request was answered, or not every message handed over");
    say("");
    say(
        "It is still running: open http://127.0.0.1:"
            + run.base()
            + "/ and send a request, or follow one of the codes above.");
    say(
        "Stop it with ./alo153 down"
            + (run.data().toString().equals(".alo153") ? "" : " --data " + run.data()));
    return wrong.isEmpty();
  }

  private static <E> Optional<E> last(List<RequestEvent> events, Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).reduce((a, b) -> b);
  }

  /** The final answer as the officer's file has it, begun; empty when it has none. */
  private static String exported(String export, String cimerNumber) {
    return export
        .lines()
        .filter(line -> line.contains(cimerNumber) && line.contains("Kesin cevap"))
        .findFirst()
        .map(line -> shortened("export: " + line))
        .orElse("");
  }

  private static String shortened(String text) {
    String oneLine = text.replaceAll("\\s+", " ").strip();
    return oneLine.length() <= 46 ? oneLine : oneLine.substring(0, 45) + "…";
  }

  private static Map<String, Object> web() {
    Map<String, Object> web = new LinkedHashMap<>();
    web.put("channel", "WEB");
    web.put("text", "Serdivan Bağlar Caddesi üzerinde büyük bir çukur var, araçlar zarar görüyor");
    web.put(
        "location",
        Map.of(
            "lat", 40.7650, "lon", 30.3620, "address", "Bağlar Caddesi", "roadClass", "MAIN_ROAD"));
    web.put(
        "contact", Map.of("name", "Ayşe Yılmaz", "phone", "0532 111 22 33", "preferred", "SMS"));
    return web;
  }

  private static Map<String, Object> mobile(long seed) {
    Map<String, Object> mobile = new HashMap<>();
    mobile.put("channel", "MOBILE");
    mobile.put(
        "text", "Adapazarı merkez parktaki ağaçların budanması gerekiyor, dallar yola sarkıyor");
    mobile.put("location", Map.of("lat", 40.7800, "lon", 30.4030));
    mobile.put("contact", Map.of("pushToken", "demo-token-" + seed, "preferred", "PUSH"));
    return mobile;
  }

  private static Submission kiosk() {
    return new Submission(
        "kiosk-" + UUID.randomUUID(),
        "kiosk",
        "WEB",
        "COMPLAINT",
        "Hendek girişinde logar kapağı kırık, kanalizasyon taşıyor",
        null,
        null,
        "tr",
        null,
        new Submission.Location(null, null, "Hendek girişi", "Hendek", null, null),
        new Submission.Contact(
            "Mehmet Kaya", "0532 111 22 35", null, null, null, null, null, "SMS", null),
        false,
        null,
        null,
        null);
  }

  private static Map<String, Object> streetLight() {
    return Map.of(
        "channel",
        "WEB",
        "text",
        "Gül Sokak'ta sokak lambası üç haftadır yanmıyor, sokak aydınlatması yok",
        "location",
        Map.of("lat", 40.7650, "lon", 30.3620, "address", "Gül Sokak 5"),
        "contact",
        Map.of("phone", "0532 111 22 37", "preferred", "SMS"));
  }

  private static Map<String, Object> riddle() {
    return Map.of(
        "channel",
        "WEB",
        "text",
        "Dedemden kalan ansiklopedileri vermek isterim, kime uğramalıyım?",
        "location",
        Map.of("district", "Sapanca"),
        "contact",
        Map.of("phone", "0532 111 22 38", "preferred", "SMS"));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
