package alo153.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service behind the gateway: answers its name, the path and what it received, and does as the
 * last path segment says.
 */
final class StubService implements AutoCloseable {
  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final Map<String, String> lastHeaders = new ConcurrentHashMap<>();
  private volatile boolean ready = true;

  StubService(String name) throws IOException {
    this(name, 0);
  }

  /**
   * @param port 0 for a free one
   */
  StubService(String name, int port) throws IOException {
    this.name = name;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The headers of the last request, names in lower case. */
  Map<String, String> lastHeaders() {
    return lastHeaders;
  }

  /** How many connections ended without an answer, or answered after that. */
  int cuts() {
    return cuts.get();
  }

  /** How many requests came; looks at its health do not count. */
  int received() {
    return received.get();
  }

  /** How often it was asked for its health. */
  int looks() {
    return looks.get();
  }

  /** What it says from now on when it is asked for its health. */
  void ready(boolean now) {
    ready = now;
  }

  /** Lets everything go on that was told to hang. */
  void release() {
    released.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestURI().getPath().equals("/actuator/health/readiness")) {
        answer(exchange, ready ? 200 : 503, "");
        looks.incrementAndGet();
        return;
      }
      received.incrementAndGet();
      lastHeaders.clear();
      exchange
          .getRequestHeaders()
          .forEach(
              (header, values) ->
                  lastHeaders.put(
                      header.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
      String path = exchange.getRequestURI().toString();
      switch (path.substring(path.lastIndexOf('/') + 1)) {
        case "hang" -> {
          await();
          answer(exchange, 200, "late");
        }
        case "break" -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          // promises more than it sends
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().flush();
        }
        case "problem" -> {
          exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
          exchange.getResponseHeaders().set("Retry-After", "20");
          byte[] problem =
              "{\"type\":\"https://alo153.org/problems/too-many-requests\",\"status\":429}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(429, problem.length);
          exchange.getResponseBody().write(problem);
        }
        case "stream" -> stream(exchange);
        case "cut-at-first" -> {
          if (name.equals("first")) {
            cuts.incrementAndGet();
          } else {
            answer(exchange, 200, name);
          }
        }
        case "cut" -> {
          // every other time the connection ends without an answer
          if (cuts.incrementAndGet() % 2 == 0) {
            answer(exchange, 200, name + " after a cut");
          }
        }
        default ->
            answer(
                exchange,
                200,
                name + " " + exchange.getRequestMethod() + " " + path + " " + body.length);
      }
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write("id: 1\ndata: first\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    await();
    out.write("id: 2\ndata: second\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void await() {
    try {
      if (!released.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
