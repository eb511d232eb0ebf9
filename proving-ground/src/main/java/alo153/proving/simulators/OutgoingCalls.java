package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What providers send us: signed webhooks and delivery receipts, again and again while we do not
 * answer.
 */
public final class OutgoingCalls {
  private static final int TRIES = 20;

  /** Verimor gives up; we ask then. */
  private static final int SMS_TRIES = 20;

  /** Meta repeats for seven days, which is for ever here. */
  private static final int WHATSAPP_TRIES = Integer.MAX_VALUE;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Run run;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closed;

  public OutgoingCalls(Run run) {
    this.run = run;
  }

  /**
   * Posts a notification as Meta does: non-ASCII as lower-case escapes, signed over the raw bytes.
   *
   * @return the HTTP status of the last try
   */
  public int whatsappWebhook(Map<String, Object> notification) {
    Signed signed = signed(notification);
    return post(run.gateway("/api/intake/whatsapp"), signed.body(), signed.headers());
  }

  /**
   * A notification as it goes over the wire.
   *
   * @param body the bytes
   * @param headers content type and signature
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
  public record Signed(byte[] body, Map<String, String> headers) {}

  /** Signs a notification as Meta does. */
  public Signed signed(Map<String, Object> notification) {
    byte[] body = escaped(Codec.json().writeValueAsString(notification)).getBytes(UTF_8);
    return new Signed(
        body,
        Map.of(
            "Content-Type",
            "application/json",
            "X-Hub-Signature-256",
            "sha256=" + hmac(run.key("ALO153_WHATSAPP_APP_SECRET"), body)));
  }

  void whatsappStatus(
      String phoneNumberId, String wamid, String status, String to, String reference) {
    Map<String, Object> notification =
        envelope(
            phoneNumberId,
            Map.of(
                "statuses",
                List.of(
                    Map.of(
                        "id", wamid,
                        "status", status,
                        "timestamp", Long.toString(Instant.now().getEpochSecond()),
                        "recipient_id", to,
                        "biz_opaque_callback_data", reference))));
    Signed signed = signed(notification);
    report(run.gateway("/api/intake/whatsapp"), signed.body(), signed.headers(), WHATSAPP_TRIES);
  }

  /** The envelope around messages or statuses. */
  public static Map<String, Object> envelope(String phoneNumberId, Map<String, Object> content) {
    var value = new java.util.LinkedHashMap<String, Object>();
    value.put("messaging_product", "whatsapp");
    value.put(
        "metadata",
        Map.of("display_phone_number", "902641530153", "phone_number_id", phoneNumberId));
    value.putAll(content);
    return Map.of(
        "object",
        "whatsapp_business_account",
        "entry",
        List.of(
            Map.of(
                "id",
                "102030405060708",
                "changes",
                List.of(Map.of("field", "messages", "value", value)))));
  }

  void smsReceipt(Map<String, Object> receipt) {
    report(
        run.gateway("/api/notification/v1/receipts/sms/" + run.key("ALO153_SMS_RECEIPTS_SECRET")),
        Codec.json().writeValueAsBytes(List.of(receipt)),
        Map.of("Content-Type", "application/json"),
        SMS_TRIES);
  }

  /** How many receipts nobody has taken yet. */
  int underWay() {
    return underWay.get();
  }

  /** Returns at once: thousands of receipts may wait for a house that is away. */
  private void report(URI uri, byte[] body, Map<String, String> headers, int tries) {
    underWay.incrementAndGet();
    attempt(uri, body, headers, tries, 1);
  }

  private void attempt(URI uri, byte[] body, Map<String, String> headers, int tries, int nth) {
    http.sendAsync(request(uri, body, headers), HttpResponse.BodyHandlers.discarding())
        .whenComplete(
            (response, failure) -> {
              int status = failure == null ? response.statusCode() : 0;
              boolean over =
                  status / 100 == 2 || status / 100 == 4 && status != 429 || nth >= tries;
              if (over || closed) {
                underWay.decrementAndGet();
              } else {
                Duration pause = Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 250L * nth));
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> attempt(uri, body, headers, tries, nth + 1));
              }
            });
  }

  private static HttpRequest request(URI uri, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request.build();
  }

  /** Ends the repetitions. */
  void stop() {
    closed = true;
  }

  private int post(URI uri, byte[] body, Map<String, String> headers) {
    int status = 0;
    for (int i = 0; i < TRIES && status / 100 != 2; i++) {
      try {
        status =
            http.send(request(uri, body, headers), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status / 100 == 4 && status != 429) {
          return status;
        }
        if (status / 100 != 2) {
          pause(500L * (i + 1));
        }
      } catch (IOException e) {
        status = 0;
        pause(500L * (i + 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return status;
      }
    }
    return status;
  }

  private static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private static String escaped(String json) {
    var text = new StringBuilder(json.length() + 64);
    for (char c : json.toCharArray()) {
      if (c < 128) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.toString();
  }

  private static String hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
