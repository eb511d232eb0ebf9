package alo153.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.embedded.EmbeddedBroker;
import alo153.embedded.EmbeddedStore;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.notification.out.StandIn;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.LogRecord.EventRecord;
import alo153.transport.LogReplay;
import alo153.transport.Outgoing;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/** The service with broker, store, mail server and provider stand-in, all on free ports. */
final class RunningNotification implements AutoCloseable {
  final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  final StandIn provider;
  private final Path folder;
  private final EmbeddedBroker broker;
  private final EmbeddedStore store;
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  RunningNotification(Function<StandIn.Call, StandIn.Answer> manners) throws IOException {
    folder = Files.createTempDirectory("notification");
    mail.start();
    provider = new StandIn(manners);
    broker = EmbeddedBroker.start(new EmbeddedBroker.Settings(folder.resolve("log"), 0, 0));
    store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    context =
        NotificationApplication.application()
            .run(
                "--server.port=0",
                "--alo153.transport.bootstrap-servers=" + broker.bootstrapServers(),
                "--alo153.transport.master-key-file=" + folder.resolve("master.key"),
                "--alo153.transport.partitions=4",
                "--alo153.store.uri=" + store.uri(),
                "--alo153.key.desk=desk-key-for-tests",
                "--alo153.key.adapter=adapter-key-for-tests",
                "--alo153.key.operator=operator-key-for-tests",
                "--alo153.notification.mail.port=" + mail.getSmtp().getPort(),
                "--alo153.notification.sms.base-url=" + provider.uri(),
                "--alo153.notification.sms.receipts-secret=s3cret",
                "--alo153.notification.sms.limits.per-second=0",
                "--alo153.notification.whatsapp.base-url=" + provider.uri(),
                "--alo153.notification.push.base-url=" + provider.uri(),
                "--alo153.notification.webhook.relay=" + provider.uri() + "/webhook");
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  void say(RequestEvent event) {
    bean(EventPublisher.class).publishAndWait(List.of(bean(Envelopes.class).event(event)));
  }

  void say(RequestEvent event, String part, PersonalPart value) {
    Envelopes envelopes = bean(Envelopes.class);
    publish(List.of(envelopes.part(event.requestId(), part, value), envelopes.event(event)));
  }

  void part(RequestId id, String part, PersonalPart value) {
    publish(List.of(bean(Envelopes.class).part(id, part, value)));
  }

  void forget(RequestId id, String part) {
    publish(List.of(bean(Envelopes.class).forgotten(new PersonalKey(id, part))));
  }

  private void publish(List<Outgoing> records) {
    bean(EventPublisher.class).publishAndWait(records);
  }

  /** Everything the log says of a request. */
  List<RequestEvent> log(RequestId id) {
    var events = new ArrayList<RequestEvent>();
    bean(LogReplay.class)
        .replay(
            List.of("alo153.requests"),
            batch ->
                batch.forEach(
                    record -> {
                      if (record.value() instanceof EventRecord happened
                          && happened.event().requestId().equals(id)) {
                        events.add(happened.event());
                      }
                    }));
    return events;
  }

  <T extends RequestEvent> List<T> log(RequestId id, Class<T> type) {
    return log(id).stream().filter(type::isInstance).map(type::cast).toList();
  }

  HttpResponse<String> get(String path, String key) {
    return send(HttpRequest.newBuilder(uri(path)).header("X-Api-Key", key).GET());
  }

  HttpResponse<String> post(String path, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8));
    return send(key.isEmpty() ? request : request.header("X-Api-Key", key));
  }

  private URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + bean(Environment.class).getProperty("local.server.port") + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
    store.close();
    broker.close();
    provider.close();
    mail.stop();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
