package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A provider on a real port: keeps a ledger of what it was asked and misbehaves as told. */
public final class StandIn implements AutoCloseable {
  /**
   * One call.
   *
   * @param method of HTTP
   * @param uri path and query
   * @param authorization its header; empty when absent
   * @param headers some others by name, for signatures
   * @param body as text
   */
  public record Call(
      String method, String uri, String authorization, Headers headers, String body) {}

  /** Looks a header up. */
  public interface Headers {
    String get(String name);
  }

  /** How to answer a call. */
  public sealed interface Answer {
    record Say(int status, String body, String retryAfter) implements Answer {}

    /** Takes it and lets the caller wait. */
    record Silence(Duration how) implements Answer {}

    /** Takes it and cuts the line. */
    record Cut() implements Answer {}
  }

  public static Answer say(int status, String body) {
    return new Answer.Say(status, body, "");
  }

  /** Verimor as it should be: keeps ids, answers status questions. */
  static Function<Call, Answer> verimor(Set<String> ledger) {
    return call -> {
      if (call.uri().startsWith("/v2/status")) {
        return say(
            200,
            ledger.stream().anyMatch(id -> call.uri().contains("custom_id=" + id))
                ? "[{\"status\":\"SENDING\"}]"
                : "[]");
      }
      ledger.add(customId(call));
      return say(200, "20212");
    };
  }

  /** The id Verimor was given for a message. */
  static String customId(Call call) {
    return Codec.json().readTree(call.body()).path("custom_id").asString("");
  }

  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final DisposableServer server;
  private volatile Function<Call, Answer> manners;

  public StandIn(Function<Call, Answer> manners) {
    this.manners = manners;
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(this::handle)
            .bindNow(Duration.ofSeconds(10));
  }

  public void behave(Function<Call, Answer> now) {
    this.manners = now;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Calls to a path. */
  public List<Call> calls(String path) {
    return calls.stream().filter(call -> call.uri().startsWith(path)).toList();
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .defaultIfEmpty(new byte[0])
        .flatMap(
            bytes -> {
              String authorization = request.requestHeaders().get("Authorization");
              var call =
                  new Call(
                      request.method().name(),
                      request.uri(),
                      authorization == null ? "" : authorization,
                      name -> String.valueOf(request.requestHeaders().get(name)),
                      new String(bytes, UTF_8));
              calls.add(call);
              return Mono.fromCallable(() -> manners.apply(call))
                  .subscribeOn(Schedulers.boundedElastic())
                  .flatMap(answer -> answer(answer, response));
            });
  }

  private static Mono<Void> answer(Answer answer, HttpServerResponse response) {
    if (answer instanceof Answer.Silence silence) {
      return Mono.delay(silence.how())
          .then(response.status(200).sendString(Mono.just("{}")).then());
    }
    if (answer instanceof Answer.Cut) {
      return Mono.<Void>fromRunnable(
          () -> response.withConnection(connection -> connection.channel().close()));
    }
    Answer.Say say = (Answer.Say) answer;
    if (!say.retryAfter().isEmpty()) {
      response.header("Retry-After", say.retryAfter());
    }
    return response.status(say.status()).sendString(Mono.just(say.body())).then();
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(5));
  }
}
