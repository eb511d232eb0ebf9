package alo153.intake.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import alo153.transport.PublishFailedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LogGateTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Outgoing RECORD = new Outgoing("topic", "key", "key", new byte[0], Map.of());

  private final Broker broker = new Broker();
  private final LogGate gate = new LogGate(broker, PATIENCE);

  /** Brokers that do what they are told. */
  private static final class Broker implements EventPublisher {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Supplier<CompletableFuture<Void>> answer =
        () -> CompletableFuture.completedFuture(null);

    @Override
    public List<Long> publishAndWait(List<Outgoing> records) {
      publish(records).join();
      return records.stream().map(record -> -1L).toList();
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> records) {
      asked.incrementAndGet();
      return answer.get();
    }
  }

  @Test
  void whatIsAcknowledgedIsThrough() {
    gate.write(List.of()).block();
    assertThat(broker.asked).hasValue(1);
  }

  @Test
  void nothingIsSentBeforeWhatComesFirstIsAcknowledged() {
    var first = new CompletableFuture<Void>();
    broker.answer = () -> first;
    var patient = new LogGate(broker, Duration.ofSeconds(30));
    CompletableFuture<Void> done = patient.write(List.of(RECORD), List.of(RECORD)).toFuture();
    assertThat(broker.asked).hasValue(1);
    broker.answer = () -> CompletableFuture.completedFuture(null);
    first.complete(null);
    done.join();
    assertThat(broker.asked).hasValue(2);
  }

  @Test
  void whatComesFirstAndIsLostTakesTheRestWithIt() {
    broker.answer = () -> CompletableFuture.failedFuture(new PublishFailedException("away", null));
    assertThatThrownBy(() -> gate.write(List.of(RECORD), List.of(RECORD)).block())
        .isInstanceOf(UnavailableException.class);
    assertThat(broker.asked).hasValue(1);
  }

  @Test
  void slowBrokersAreNotWaitedForLongerThanASenderHasPatience() {
    broker.answer = CompletableFuture::new;
    long begin = System.nanoTime();
    assertThatThrownBy(() -> gate.write(List.of()).block())
        .isInstanceOf(UnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(PATIENCE, Duration.ofSeconds(2));
  }

  @Test
  void afterSomeFailuresNobodyIsAskedAnyMoreUntilAMomentLaterAllIsWell() {
    broker.answer = () -> CompletableFuture.failedFuture(new PublishFailedException("away", null));
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> gate.write(List.of()).block())
          .isInstanceOf(UnavailableException.class);
    }
    int asked = broker.asked.get();
    assertThatThrownBy(() -> gate.write(List.of()).block())
        .isInstanceOf(UnavailableException.class);
    assertThat(broker.asked).hasValue(asked);
    assertThat(gate.breaker().getState()).isEqualTo(CircuitBreaker.State.OPEN);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(gate.breaker().getState())
                    .as("a moment later it is half open though nobody asked")
                    .isEqualTo(CircuitBreaker.State.HALF_OPEN));

    broker.answer = () -> CompletableFuture.completedFuture(null);
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(UnavailableException.class)
        .untilAsserted(
            () -> {
              gate.write(List.of()).block();
              assertThat(gate.breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
            });
  }
}
