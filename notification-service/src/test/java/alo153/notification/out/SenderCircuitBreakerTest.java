package alo153.notification.out;

import static alo153.notification.out.StandIn.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.notification.decide.LedgerState;
import alo153.notification.decide.Recipient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is spared when a provider or a single door of it fails, and who is not held up by it. */
@Timeout(60)
class SenderCircuitBreakerTest {
  private SenderBench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new SenderBench();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void anOpenBreakerSparesTheProviderAndNothingIsLost() {
    var healthy = new java.util.concurrent.atomic.AtomicBoolean();
    StandIn provider =
        bench.standIn(call -> healthy.get() ? say(200, "20212") : say(503, "maintenance"));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 40; i++) {
      rows.add(bench.plan(MessageChannel.SMS, MessagePurpose.RECEIVED));
    }
    bench.run(bench.dispatcher(bench.verimor(provider)));
    await().until(() -> provider.calls().size() >= 10);
    await()
        .pollDelay(Duration.ofSeconds(1))
        .until(() -> rows.stream().noneMatch(row -> bench.now(row).state() == LedgerState.FAILED));
    int whileDown = provider.calls().size();
    assertThat(whileDown).isLessThan(40 * 8);
    healthy.set(true);
    bench.awaitState(rows, LedgerState.SENT);
  }

  /** Institutions' doors, one of them broken. */
  private record Doors(RequestId broken) implements Provider {
    @Override
    public String account() {
      return "webhook";
    }

    @Override
    public MessageChannel channel() {
      return MessageChannel.WEBHOOK;
    }

    @Override
    public Repeat repeat() {
      return Repeat.SAME_KEY;
    }

    @Override
    public String line(Recipient recipient) {
      return recipient.key();
    }

    @Override
    public CompletableFuture<SendOutcome> send(Letter letter) {
      return CompletableFuture.completedFuture(
          letter.requestId().equals(broken)
              ? new SendOutcome.Later("HTTP_403", null, true)
              : new SendOutcome.Taken(null));
    }

    @Override
    public boolean givesReceipts() {
      return false;
    }

    @Override
    public ProviderLimits limits() {
      return SenderBench.LIMITS;
    }
  }

  @Test
  void aBrokenDoorKeepsOnlyItsOwnWork() {
    RequestId broken = RequestId.random();
    var sedas = new Recipient.Institution(new OwnerCode("sedas"));
    var afad = new Recipient.Institution(new OwnerCode("afad"));
    for (MessagePurpose purpose : MessagePurpose.values()) {
      // enough failures to open a breaker within two tries each
      bench.plan(broken, sedas, MessageChannel.WEBHOOK, purpose);
    }
    bench.run(bench.dispatcher(new Doors(broken)));
    await().until(() -> breakerOf("sedas") == CircuitBreaker.State.OPEN);
    Row row = bench.plan(RequestId.random(), afad, MessageChannel.WEBHOOK, MessagePurpose.WORK);
    bench.awaitState(row, LedgerState.SENT);
    assertThat(breakerOf("afad")).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  private CircuitBreaker.State breakerOf(String institution) {
    return bench.breakers.circuitBreaker("notification-institution:" + institution).getState();
  }
}
