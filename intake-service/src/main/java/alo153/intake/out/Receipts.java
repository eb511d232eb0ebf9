package alo153.intake.out;

import alo153.events.wire.Codec;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Hands receipts of our own messages on to the notification. Taken there, or it fails and the
 * provider sends them again.
 */
public final class Receipts {
  private static final String PATH = "/api/notification/v1/receipts/";
  private static final int AT_ONCE = 16;

  private final WebClient client;
  private final ReceiptSettings settings;
  private final MeterRegistry meters;
  private final AtomicInteger turn = new AtomicInteger();

  public Receipts(
      ReceiptSettings settings, ReactorResourceFactory resources, MeterRegistry meters) {
    var http =
        HttpClient.create(ConnectionProvider.create("receipts", AT_ONCE))
            .runOn(resources.getLoopResources())
            .responseTimeout(settings.timeout());
    this.client = WebClient.builder().clientConnector(new ReactorClientHttpConnector(http)).build();
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * What became of one of our messages.
   *
   * @param messageId our own id, as we gave it to the provider; null when the provider left it out
   * @param providerId the provider's id; null when it has none
   * @param status in the provider's words, lower case
   * @param at when, by the provider's clock
   * @param errorCode the provider's; null when it went well
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Receipt(
      @Nullable String messageId,
      @Nullable String providerId,
      String status,
      Instant at,
      @Nullable String errorCode) {}

  /**
   * @param door {@code whatsapp} or {@code mail}
   * @return completes when the notification has them; else fails with {@link UnavailableException}
   */
  public Mono<Void> forward(String door, List<Receipt> receipts) {
    if (receipts.isEmpty()) {
      return Mono.empty();
    }
    return Mono.defer(
        () ->
            toAnInstance(PATH + door, Codec.json().writeValueAsBytes(receipts))
                .timeout(settings.timeout())
                .doOnSuccess(
                    done ->
                        meters
                            .counter("alo153.intake.receipts", "door", door)
                            .increment(receipts.size()))
                .onErrorMap(
                    e -> new UnavailableException("the notification did not take receipts", e))
                .then());
  }

  /**
   * To one instance after the other until one is there, each time beginning with another one. A
   * receipt that comes twice is harmless.
   */
  private Mono<ResponseEntity<Void>> toAnInstance(String path, byte[] body) {
    List<URI> instances = settings.notification();
    int first = Math.floorMod(turn.getAndIncrement(), instances.size());
    Mono<ResponseEntity<Void>> answer = post(instances.get(first), path, body);
    for (int i = 1; i < instances.size(); i++) {
      URI next = instances.get((first + i) % instances.size());
      answer =
          answer.onErrorResume(WebClientRequestException.class, away -> post(next, path, body));
    }
    return answer;
  }

  private Mono<ResponseEntity<Void>> post(URI instance, String path, byte[] body) {
    return client
        .post()
        .uri(instance.resolve(path))
        .contentType(MediaType.APPLICATION_JSON)
        .header("X-Api-Key", settings.shownKey())
        .header(HttpHeaders.USER_AGENT, "alo153-intake")
        .bodyValue(body)
        .retrieve()
        .toBodilessEntity();
  }
}
