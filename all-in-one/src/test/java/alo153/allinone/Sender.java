package alo153.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * An adapter as it should be: it sends each request under a key of its own, again and again until
 * it hears 202, and then asks what became of it.
 */
final class Sender implements AutoCloseable {
  private static final List<String> WORDS =
      List.of(
          "Hendek girişinde yolda çukur var",
          "Serdivan Bağlar Caddesi üzerinde su borusu patladı",
          "Erenler sahil parkında salıncaklar kırık",
          "Arifiye'de parkta saldırgan sokak köpeği var",
          "Adapazarı merkezde otobüs durakta durmadan geçti");

  /** Slow enough that one can kill in the middle, and far more than a desk gets. */
  private static final long PACE_MILLIS = 25;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  private final Run run;
  private final int count;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final Thread thread = new Thread(this::send, "sender");
  private volatile boolean closed;

  private Sender(Run run, int count) {
    this.run = run;
    this.count = count;
  }

  static Sender start(Run run, int count) {
    var sender = new Sender(run, count);
    sender.thread.start();
    return sender;
  }

  /** Tracking codes of the requests that were answered 202, in the order of the answers. */
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** How often there was no 202. */
  int refused() {
    return refused.get();
  }

  private void send() {
    for (int i = 0; i < count && !closed; i++) {
      String key = UUID.randomUUID().toString();
      byte[] body =
          Codec.json()
              .writeValueAsBytes(
                  Map.of(
                      "channel",
                      "WEB",
                      "text",
                      WORDS.get(i % WORDS.size()) + " (" + (i + 1) + ")",
                      "contact",
                      Map.of("phone", "0532 111 22 33", "preferred", "SMS")));
      while (!closed && !accepted(key, body)) {
        refused.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PACE_MILLIS));
    }
  }

  private boolean accepted(String key, byte[] body) {
    try {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(run.gateway("/api/intake/v1/requests"))
                  .timeout(Duration.ofSeconds(15))
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", key)
                  .header("X-Api-Key", run.key("ALO153_KEY_ADAPTER"))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == 202) {
        acknowledged.add(Codec.json().readTree(answer.body()).path("trackingCode").asString());
        return true;
      }
      if (answer.statusCode() < 500) {
        throw new IllegalStateException(
            "an adapter's request was answered "
                + answer.statusCode()
                + ": "
                + new String(answer.body(), UTF_8));
      }
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      closed = true;
      return false;
    }
  }

  /** Those of the acknowledged requests that have no answer yet, each with its status. */
  List<String> unanswered() throws IOException, InterruptedException {
    var open = new ArrayList<String>();
    for (String code : acknowledged) {
      String status =
          get(run.gateway("/api/tracking/v1/track/" + code)).path("status").asString("unknown");
      if (!status.equals("ANSWERED") && !status.equals("CLOSED")) {
        open.add(code + " " + status);
      }
    }
    return open;
  }

  /** Those of the acknowledged requests whose answer no provider was handed. */
  List<String> unheard() throws IOException, InterruptedException {
    JsonNode ledger = get(URI.create("http://127.0.0.1:" + run.providersPort() + "/ledger"));
    var texts = new ArrayList<String>();
    ledger.forEach(entry -> texts.add(entry.path("text").asString("")));
    return acknowledged.stream()
        // one says that it came in, another gives the answer
        .filter(code -> texts.stream().filter(text -> text.contains(code)).distinct().count() < 2)
        .toList();
  }

  /** Tracking codes of all requests the desk can find. */
  List<String> found() throws IOException, InterruptedException {
    var codes = new ArrayList<String>();
    get(run.gateway("/api/tracking/v1/requests?limit=100"))
        .path("items")
        .forEach(item -> codes.add(item.path("trackingCode").asString()));
    return codes;
  }

  private JsonNode get(URI uri) throws IOException, InterruptedException {
    return Codec.json()
        .readTree(
            http.send(
                    HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(15))
                        .header("X-Api-Key", run.key("ALO153_KEY_DESK"))
                        .build(),
                    HttpResponse.BodyHandlers.ofByteArray())
                .body());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
