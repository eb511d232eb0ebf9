package alo153.proving.sabotage.victim;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Topics;
import alo153.transport.BatchRule;
import alo153.transport.EventPublisher;
import alo153.transport.InfrastructureException;
import alo153.transport.Outgoing;
import alo153.transport.PublishFailedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

/**
 * A service of one handler that prints each record's key when it begins, and when it is done. What
 * it is to publish it reads from its standard input: {@code publish <request id>} or {@code
 * publishAndWait <request id>}.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class SmallService {

  /** What the handler does with a batch. */
  public enum Mood {
    /** Has its effect. */
    WORKS,
    /** Begins and never ends. */
    HANGS,
    /** Fails, as long as the store is away. */
    FAILS
  }

  /**
   * @param arguments the brokers, the service it calls itself (and its group after), its mood, and
   *     where its master key lies
   */
  public static void main(String[] arguments) throws IOException {
    var context =
        new SpringApplicationBuilder(SmallService.class)
            .web(WebApplicationType.NONE)
            .properties(
                Map.of(
                    "spring.config.name", "small-service",
                    "ALO153_KAFKA", arguments[0],
                    "small.service", arguments[1],
                    "small.mood", arguments[2],
                    "ALO153_MASTER_KEY_FILE", arguments[3]))
            .run();
    var publisher = context.getBean(EventPublisher.class);
    System.out.println("ready");
    var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      System.out.println(line + ": " + publish(publisher, words[0], words[1]));
    }
  }

  private static String publish(EventPublisher publisher, String how, String key) {
    List<Outgoing> records =
        List.of(new Outgoing(Topics.CONTACTS, key, key, key.getBytes(UTF_8), Map.of()));
    try {
      if (how.equals("publish")) {
        publisher.publish(records).join();
      } else {
        publisher.publishAndWait(records);
      }
      return "acknowledged";
    } catch (PublishFailedException | CompletionException e) {
      return "failed";
    }
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfrastructureException("told to stop", e);
    }
  }

  @Bean
  MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  Consumer<Message<List<byte[]>>> printRecords(BatchRule rule, @Value("${small.mood}") Mood mood) {
    return rule.handle(
        batch -> {
          batch.forEach(one -> System.out.println("begun " + one.origin().keyText()));
          switch (mood) {
            case WORKS ->
                batch.forEach(one -> System.out.println("done " + one.origin().keyText()));
            case HANGS -> hang();
            case FAILS -> throw new InfrastructureException("the store is away", null);
          }
          return List.of();
        });
  }
}
