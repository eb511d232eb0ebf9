package alo153.transport;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

/** A service that does nothing but remember what it handled, and can be told to fail. */
@SpringBootConfiguration
@EnableAutoConfiguration
class TestReader {
  /** Everything that was handled, in order; repeated batches stand here twice. */
  final List<Received<LogRecord>> handled = new CopyOnWriteArrayList<>();

  /** Runs before a batch counts as handled; throws to fail it. */
  volatile Consumer<List<Received<LogRecord>>> fault = batch -> {};

  @Bean
  MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  Consumer<Message<List<byte[]>>> readEverything(BatchRule rule) {
    return rule.handle(
        batch -> {
          fault.accept(batch);
          handled.addAll(batch);
          return List.of();
        });
  }
}
