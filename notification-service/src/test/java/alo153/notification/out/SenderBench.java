package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedStore;
import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessageDelivered;
import alo153.events.MessageFailed;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.wire.Codec;
import alo153.events.wire.Service;
import alo153.frame.StoreCalls;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RequestFacts;
import alo153.notification.decide.RetryPolicy;
import alo153.notification.decide.Samples;
import alo153.notification.out.Receipt.What;
import alo153.transport.Envelopes;
import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import alo153.transport.PublishFailedException;
import alo153.transport.Sealer;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.FileSystemUtils;

/** The senders with a real store, a log that can be looked into, and short times. */
final class SenderBench implements AutoCloseable {
  static final ProviderLimits LIMITS = new ProviderLimits(8, 0, Duration.ofMillis(600));

  /** Quick enough for a test, slow enough to be seen. */
  static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofMillis(50), Duration.ofMillis(400), 8, Duration.ofHours(24));

  static final SenderSettings SETTINGS = settings(Duration.ofSeconds(2));

  static SenderSettings settings(Duration lease) {
    return new SenderSettings(
        Duration.ofSeconds(2),
        lease,
        Duration.ofMillis(50),
        1000,
        Duration.ofMillis(700),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofDays(180),
        LocalTime.MIDNIGHT,
        LocalTime.MIDNIGHT,
        URI.create("http://127.0.0.1:8153/takip/"));
  }

  final List<RequestEvent> told = new CopyOnWriteArrayList<>();
  volatile boolean logAway;

  /** Those of the dispatcher made last. */
  CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

  final ReactorResourceFactory resources = new ReactorResourceFactory();
  final MongoLedger ledger;
  final MongoRequestFiles files;
  final Announcer announcer;
  final ReceiptDesk receipts;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final AccountRates rates;
  private final Path folder;
  private final EmbeddedStore store;
  private final MongoClient client;

  /** What was begun here and is ended with it, the last first. */
  private final Deque<Runnable> ends = new ArrayDeque<>();

  SenderBench() throws IOException {
    folder = Files.createTempDirectory("sender-bench");
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    resources.start();
    store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
    client = MongoClients.create(store.uri());
    MongoDatabase database = client.getDatabase("test");
    ledger = new MongoLedger(database);
    rates = new AccountRates(database);
    ledger.prepare();
    files = new MongoRequestFiles(database);
    var sealer = Sealer.keyFile(folder.resolve("master.key"));
    announcer =
        new Announcer(
            new Log(),
            new Envelopes(Service.NOTIFICATION, sealer, Clock.systemUTC()),
            ledger,
            meters,
            Clock.systemUTC());
    receipts = new ReceiptDesk(database, ledger, announcer, meters, Clock.systemUTC());
  }

  private final class Log implements EventPublisher {
    @Override
    public List<Long> publishAndWait(List<Outgoing> records) {
      if (logAway && !records.isEmpty()) {
        throw new PublishFailedException("away", null);
      }
      for (Outgoing record : records) {
        told.add(Codec.readEvent(java.util.Objects.requireNonNull(record.value())));
      }
      return records.stream().map(record -> -1L).toList();
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> records) {
      publishAndWait(records);
      return CompletableFuture.completedFuture(null);
    }
  }

  Dispatcher dispatcher(Provider... providers) {
    return dispatcher(SETTINGS, providers);
  }

  Dispatcher dispatcher(SenderSettings settings, Provider... providers) {
    return dispatcher(ledger, settings, providers);
  }

  /** An instance that has a connection of its own to the store. */
  Dispatcher dispatcher(MongoLedger ofItsOwn, SenderSettings settings, Provider... providers) {
    breakers = CircuitBreakerRegistry.of(SenderConfiguration.breaker(settings));
    return SenderConfiguration.dispatcher(
        List.of(providers),
        ofItsOwn,
        files,
        SenderBench::compose,
        (institution, step) -> null,
        announcer,
        receipts,
        breakers,
        rates,
        QUICK,
        settings,
        meters,
        Clock.systemUTC());
  }

  static Prepared compose(Row row, RequestFile file) {
    if (file.erased()) {
      return new Prepared.Forgotten();
    }
    if (row.message().wordsPart() != null && file.part(row.message().wordsPart()) == null) {
      return new Prepared.NotYet();
    }
    return new Prepared.Ready(letter(row));
  }

  static Letter letter(Row row) {
    return new Letter(
        row.id(),
        row.message().requestId(),
        row.message().purpose(),
        Language.TR,
        row.channel() == MessageChannel.EMAIL ? "ayse@example.org" : "+905321112233",
        null,
        null,
        "Başvurunuz alındı",
        "Başvurunuz alındı: " + row.message().requestId().trackingCode(),
        row.template() ? List.of("code", "headline", "link") : null,
        null);
  }

  /** A planned message, in the ledger, due now. */
  Row plan(MessageChannel channel, MessagePurpose purpose) {
    RequestId id = RequestId.random();
    return plan(id, channel, purpose);
  }

  Row plan(RequestId id, MessageChannel channel, MessagePurpose purpose) {
    return plan(id, Recipient.CITIZEN, channel, purpose);
  }

  Row plan(RequestId id, Recipient recipient, MessageChannel channel, MessagePurpose purpose) {
    var message =
        new PlannedMessage(
            id,
            EventId.derive("test", id, purpose.name()),
            purpose,
            recipient,
            0,
            null,
            null,
            null,
            null,
            null,
            Instant.now());
    var file = new RequestFile(id);
    file.facts(RequestFacts.of(Samples.submitted(id, Channel.WHATSAPP, Instant.now())));
    file.keep(
        "contact-A1",
        Samples.contact(
            Preferred.SAME_DOOR, "+905321112233", "ayse@example.org", "905321112233", null));
    files.save(List.of(file));
    Row row = Row.planned(message, channel, Instant.now());
    ledger.insert(List.of(row));
    return row;
  }

  /** A provider that answers like this until the bench is closed. */
  StandIn standIn(Function<StandIn.Call, StandIn.Answer> manners) {
    var standIn = new StandIn(manners);
    ends.push(standIn::close);
    return standIn;
  }

  /** Sends until the bench is closed. */
  void run(Dispatcher dispatcher) {
    ends.push(() -> dispatcher.stop(Duration.ofSeconds(5)));
    dispatcher.start();
  }

  void awaitState(Row row, LedgerState state) {
    awaitState(List.of(row), state);
  }

  void awaitState(List<Row> rows, LedgerState state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(ledger.find(rows.stream().map(Row::id).toList()))
                    .hasSameSizeAs(rows)
                    .allSatisfy(row -> assertThat(row.state()).isEqualTo(state)));
  }

  /** A receipt of now: by our id, by the provider's, or by both. */
  static Receipt receipt(String account, String messageId, String providerId, What what) {
    return new Receipt(account, messageId, providerId, what, Instant.now(), null);
  }

  /** Another way to the same store, until the bench is closed. */
  MongoClient client(CommandListener listener) {
    MongoClient another =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(store.uri()))
                .addCommandListener(listener)
                .build());
    ends.push(another::close);
    return another;
  }

  List<org.bson.Document> stored(String collection) {
    return StoreCalls.awaitAll(client.getDatabase("test").getCollection(collection).find());
  }

  Row now(Row row) {
    return ledger.find(List.of(row.id())).get(0);
  }

  /** The message that took this one's place. */
  List<Row> next(Row row) {
    return ledger.find(List.of(row.message().nextStep(Instant.now()).id()));
  }

  List<MessageSent> sent(Row row) {
    return told.stream()
        .filter(MessageSent.class::isInstance)
        .map(MessageSent.class::cast)
        .filter(event -> event.messageId().equals(row.id()))
        .toList();
  }

  List<MessageDelivered> delivered(Row row) {
    return told.stream()
        .filter(MessageDelivered.class::isInstance)
        .map(MessageDelivered.class::cast)
        .filter(event -> event.messageId().equals(row.id()))
        .toList();
  }

  List<MessageFailed> failed(Row row) {
    return told.stream()
        .filter(MessageFailed.class::isInstance)
        .map(MessageFailed.class::cast)
        .filter(event -> event.messageId().equals(row.id()))
        .toList();
  }

  SmsSettings sms(SmsSettings.Kind kind, StandIn provider) {
    return sms(kind, provider, LIMITS);
  }

  private static SmsSettings sms(SmsSettings.Kind kind, StandIn provider, ProviderLimits limits) {
    return new SmsSettings(kind, provider.uri(), "user", "secret", "ALO153", "receipts", 3, limits);
  }

  VerimorSms verimor(StandIn provider) {
    return verimor(provider, LIMITS);
  }

  VerimorSms verimor(StandIn provider, ProviderLimits limits) {
    return new VerimorSms(
        sms(SmsSettings.Kind.VERIMOR, provider, limits), new HttpCalls("sms", limits, resources));
  }

  NetgsmSms netgsm(StandIn provider) {
    return new NetgsmSms(
        sms(SmsSettings.Kind.NETGSM, provider), new HttpCalls("sms", LIMITS, resources));
  }

  WhatsAppCloud whatsApp(StandIn provider) {
    return whatsApp(provider, LIMITS);
  }

  WhatsAppCloud whatsApp(StandIn provider, ProviderLimits limits) {
    return new WhatsAppCloud(
        new WhatsAppSettings(provider.uri(), "v25.0", "153", "token", "basvuru_guncelleme", limits),
        new HttpCalls("whatsapp", limits, resources));
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
    client.close();
    store.close();
    resources.stop();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
