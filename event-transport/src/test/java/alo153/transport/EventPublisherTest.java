package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private static final List<Outgoing> RECORDS =
      List.of(new Outgoing(Topics.REQUESTS, "key", "key", new byte[] {1}, Map.of()));

  private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();
  private final EventPublisher publisher =
      new EventPublisher() {
        @Override
        public List<Long> publishAndWait(List<Outgoing> records) {
          acknowledged.join();
          return records.stream().map(record -> -1L).toList();
        }

        @Override
        public CompletableFuture<Void> publish(List<Outgoing> records) {
          return acknowledged;
        }
      };

  @Test
  void nobodyIsKeptWaitingForBrokersThatDoNotAnswer() {
    long began = System.nanoTime();
    assertThatThrownBy(() -> publisher.publishForCaller(RECORDS, RECORDS).join())
        .hasCauseInstanceOf(PublishFailedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    // the attempt itself goes on
    assertThat(acknowledged).isNotDone();
  }

  @Test
  void whatIsAcknowledgedInTimeIsAnsweredAtOnce() {
    acknowledged.complete(null);
    assertThat(publisher.publishForCaller(List.of(), RECORDS)).isCompleted();
  }
}
