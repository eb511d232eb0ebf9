package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.events.wire.Codec;
import alo153.notification.decide.Recipient;
import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Work for institutions that take it by webhook, signed as Standard Webhooks say. The id is the
 * same over all tries, so the receiver can drop a second one.
 */
final class WebhookWork implements Provider {
  private final WebhookSettings settings;
  private final HttpCalls http;
  private final Clock clock;
  private final WebhookSignature signature;

  WebhookWork(WebhookSettings settings, HttpCalls http, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
    this.signature = new WebhookSignature(settings.secret());
  }

  @Override
  public String account() {
    return "webhook";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.WEBHOOK;
  }

  /** An institution whose door is broken must not keep the others from their work. */
  @Override
  public String line(Recipient recipient) {
    return recipient instanceof Recipient.Institution institution
        ? account() + "-" + institution.code()
        : account();
  }

  @Override
  public Repeat repeat() {
    return Repeat.SAME_KEY;
  }

  @Override
  public boolean givesReceipts() {
    return false;
  }

  @Override
  public ProviderLimits limits() {
    return settings.limits();
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    URI target = URI.create(letter.to());
    if (settings.relay() == null && !settings.privateTargets()) {
      // resolving may block, and the address may point into our own network
      return CompletableFuture.supplyAsync(() -> forbidden(target))
          .thenCompose(
              refused ->
                  refused == null
                      ? call(letter, target)
                      : CompletableFuture.completedFuture(refused));
    }
    return call(letter, target);
  }

  private CompletableFuture<SendOutcome> call(Letter letter, URI target) {
    Instant now = clock.instant();
    Map<String, Object> data = letter.data() == null ? Map.of() : letter.data();
    byte[] body =
        Codec.json()
            .writeValueAsBytes(
                new Envelope(
                    data.containsKey("added") ? "work.citizen-added.v1" : "work.assigned.v1",
                    now.truncatedTo(ChronoUnit.SECONDS).toString(),
                    data));
    long timestamp = now.getEpochSecond();
    return http.post(
        target,
        Map.of(
            "Content-Type",
            "application/json; charset=utf-8",
            "webhook-id",
            letter.messageId(),
            "webhook-timestamp",
            Long.toString(timestamp),
            "webhook-signature",
            signature.sign(letter.messageId(), timestamp, body)),
        body,
        WebhookWork::judge);
  }

  private record Envelope(String type, String timestamp, Map<String, Object> data) {}

  private static SendOutcome judge(Answer answer) {
    if (answer.ok()) {
      return new Taken(null);
    }
    if (answer.status() < 400) {
      return new Refused("REDIRECT");
    }
    return switch (answer.status()) {
      case 410 -> new Refused("GONE");
      // the receiver's own fault to mend: the account is ours and well
      case 401, 403, 502, 504 -> new Later("HTTP_" + answer.status(), answer.retryAfter(), true);
      default -> HttpCalls.usual(answer);
    };
  }

  /** No call may be aimed at our own machines by a wrong or hostile address. */
  private static @Nullable SendOutcome forbidden(URI target) {
    if (!"https".equals(target.getScheme()) || target.getHost() == null) {
      return new Refused("NOT_HTTPS");
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(target.getHost())) {
        if (address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress()
            || uniqueLocal(address)) {
          return new Refused("PRIVATE_ADDRESS");
        }
      }
      return null;
    } catch (UnknownHostException e) {
      return new Later("UNREACHABLE", null, true);
    }
  }

  /** IPv6 fc00::/7 and IPv4 100.64.0.0/10, which the JDK does not name. */
  private static boolean uniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16
        ? (bytes[0] & 0xfe) == 0xfc
        : (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
  }
}
