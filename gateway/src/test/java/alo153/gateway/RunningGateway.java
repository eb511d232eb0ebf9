package alo153.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** The gateway on a free port, three services behind it and a fourth that is down. */
final class RunningGateway implements AutoCloseable {
  final StubService intake = new StubService("intake");
  final StubService routing = new StubService("routing");
  final StubService tracking = new StubService("tracking");
  private final ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();

  RunningGateway(String... settings) throws IOException {
    // by name, since an option given twice would be a list of both
    var arguments = new LinkedHashMap<String, String>();
    Stream.concat(
            Stream.of(
                "--server.port=0",
                "--gateway.timeouts.lull=0s",
                "--gateway.services.intake=" + intake.address(),
                "--gateway.services.routing=" + routing.address(),
                "--gateway.services.tracking=" + tracking.address(),
                "--gateway.services.notification=http://127.0.0.1:" + closedPort()),
            Stream.of(settings))
        .forEach(setting -> arguments.put(setting.substring(0, setting.indexOf('=')), setting));
    context = GatewayApplication.application().run(arguments.values().toArray(String[]::new));
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** As SIGTERM does; returns when nothing runs any more. */
  void stop() {
    context.close();
  }

  int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> page(String path) throws Exception {
    return get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    intake.close();
    routing.close();
    tracking.close();
    context.close();
  }
}
