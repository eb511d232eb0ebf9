package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Unknown;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpMethod;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;

/**
 * HTTP to one provider: no redirects, no silent repetition by the client, and every failure sorted
 * by the one question that counts: can it have arrived?
 */
final class HttpCalls {
  private static final int MOST_BYTES = 64 * 1024;

  private final HttpClient client;
  private final Duration timeout;

  HttpCalls(String name, ProviderLimits limits, ReactorResourceFactory resources) {
    this.timeout = limits.timeout();
    this.client =
        HttpClient.create(
                ConnectionProvider.builder(name)
                    .maxConnections(limits.concurrency())
                    .pendingAcquireMaxCount(-1)
                    .pendingAcquireTimeout(timeout)
                    // shorter than servers keep idle connections: fewer calls die on a stale one
                    .maxIdleTime(Duration.ofSeconds(15))
                    .build())
            .runOn(resources.getLoopResources())
            .option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, 3000)
            .responseTimeout(timeout)
            .followRedirect(false)
            // a call repeated behind our back could be a message sent twice
            .disableRetry(true);
  }

  /**
   * What came back.
   *
   * @param status the status code
   * @param body the first 64 KiB as text
   * @param retryAfter from the header; null when absent or a date
   */
  record Answer(int status, String body, @Nullable Duration retryAfter) {
    boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  /** Posts and turns the answer into an outcome; failures become outcomes by themselves. */
  CompletableFuture<SendOutcome> post(
      URI uri, Map<String, String> headers, byte[] body, Function<Answer, SendOutcome> judge) {
    return exchange(HttpMethod.POST, uri, headers, body)
        .map(judge)
        .onErrorResume(e -> Mono.just(failed(e)))
        .toFuture();
  }

  /** Any call; fails when there is no answer. */
  Mono<Answer> exchange(HttpMethod method, URI uri, Map<String, String> headers, byte[] body) {
    return client
        .headers(all -> headers.forEach(all::set))
        .request(method)
        .uri(uri)
        .send(
            body.length == 0 ? Mono.empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
        .responseSingle(
            (response, content) ->
                content
                    .asByteArray()
                    .defaultIfEmpty(new byte[0])
                    .map(
                        bytes ->
                            new Answer(
                                response.status().code(),
                                new String(bytes, 0, Math.min(bytes.length, MOST_BYTES), UTF_8),
                                retryAfter(response.responseHeaders().get("Retry-After")))))
        .timeout(timeout.plusSeconds(3));
  }

  private static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null || header.isBlank() || header.length() > 6) {
      return null;
    }
    for (char c : header.toCharArray()) {
      if (c < '0' || c > '9') {
        return null;
      }
    }
    return Duration.ofSeconds(Long.parseLong(header));
  }

  static SendOutcome failed(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof ConnectTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || cause instanceof SSLHandshakeException
          || cause instanceof PoolAcquireTimeoutException) {
        return new Later("UNREACHABLE", null, true);
      }
    }
    return new Unknown("NO_ANSWER");
  }

  /** What any provider means by a status that says nothing about the message itself. */
  static SendOutcome usual(Answer answer) {
    return switch (answer.status()) {
      case 401, 403 -> new SendOutcome.AccountStopped("HTTP_" + answer.status());
      case 408, 425, 429 -> new Later("HTTP_" + answer.status(), answer.retryAfter(), false);
      case 503 -> new Later("HTTP_503", answer.retryAfter(), true);
      // somebody behind the door failed, perhaps after taking it
      case 500, 502, 504 -> new Unknown("HTTP_" + answer.status());
      default ->
          answer.status() >= 500
              ? new Unknown("HTTP_" + answer.status())
              : new SendOutcome.Refused("HTTP_" + answer.status());
    };
  }
}
