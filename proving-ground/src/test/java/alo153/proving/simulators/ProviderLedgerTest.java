package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.proving.simulators.ProviderLedger.Call;
import alo153.proving.simulators.ProviderLedger.Effect;
import alo153.proving.simulators.ProviderLedger.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;

class ProviderLedgerTest {
  private static final Instant EVENING = Instant.parse("2026-11-24T19:30:00Z");

  @TempDir Path folder;

  @Test
  void whoeverComesBackFindsItsEntryInTheFile() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    var missing = new AtomicInteger();
    try (var ledger = new ProviderLedger(file)) {
      var callers = Executors.newFixedThreadPool(16);
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < 400; i++) {
        String id = "m" + i;
        running.add(
            callers.submit(
                () -> {
                  add(ledger, "sms", id, "k", "Metin " + id, Behaviour.ACCEPTED);
                  // the file itself, as after a kill: a checker has nothing else
                  if (ProviderLedger.read(file).stream()
                      .noneMatch(entry -> entry.reference().equals(id))) {
                    missing.incrementAndGet();
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      callers.shutdown();
      assertThat(missing).hasValue(0);
      assertThat(ProviderLedger.read(file)).hasSize(400).isEqualTo(ledger.all());
      assertThat(ledger.from(390)).hasSize(10).isEqualTo(ledger.all().subList(390, 400));
      assertThat(ledger.from(400)).isEmpty();
    }
  }

  @Test
  void aLineThatWasLeftHalfIsCutOffAndTheLedgerGoesOn() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    try (var ledger = new ProviderLedger(file)) {
      add(ledger, "mail", "m1", "<m1@x>", "a", Behaviour.ACCEPTED);
    }
    Files.write(file, "{\"at\":\"2026-".getBytes(UTF_8), StandardOpenOption.APPEND);
    assertThat(ProviderLedger.read(file)).hasSize(1);
    try (var ledger = new ProviderLedger(file)) {
      assertThat(add(ledger, "mail", "m1", "<m1@x>", "a", Behaviour.ACCEPTED).effect())
          .isEqualTo(Effect.RECOGNISED);
      assertThat(ledger.nextTry("mail", "m1")).isEqualTo(3);
    }
    assertThat(ProviderLedger.read(file)).hasSize(2);
  }

  @Test
  void aSpoiltLineIsSaidAndNotPassedOver() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    Files.writeString(file, "not an entry\n");
    assertThatThrownBy(() -> ProviderLedger.read(file)).isInstanceOf(JacksonException.class);
  }

  @Test
  void eachProviderKnowsARepetitionByItsOwnKeyOrNotAtAll() {
    try (var ledger = new ProviderLedger(folder.resolve("ledger.jsonl"))) {
      for (String keyed : new String[] {"push", "mail", "webhook"}) {
        assertThat(add(ledger, keyed, "m1", "k1", "a", Behaviour.ACCEPTED).effect())
            .isEqualTo(Effect.FIRST);
        assertThat(add(ledger, keyed, "m1", "k1", "a", Behaviour.ACCEPTED_THEN_RESET).effect())
            .isEqualTo(Effect.RECOGNISED);
      }
      add(ledger, "graph", "m1", "", "a", Behaviour.ACCEPTED_THEN_TIMEOUT);
      assertThat(add(ledger, "graph", "m1", "", "a", Behaviour.ACCEPTED).effect())
          .isEqualTo(Effect.AGAIN);
      add(ledger, "sms", "m1", "m1", "a", Behaviour.ACCEPTED);
      // custom_id is looked up but keeps nothing from being sent; the same text does
      assertThat(add(ledger, "sms", "m1", "m1", "b", Behaviour.ACCEPTED).effect())
          .isEqualTo(Effect.AGAIN);
      assertThat(add(ledger, "sms", "m2", "m2", "a", Behaviour.ACCEPTED).effect())
          .isEqualTo(Effect.RECOGNISED);
      assertThat(add(ledger, "sms", "m3", "m3", "c", Behaviour.REFUSED_503).effect())
          .isEqualTo(Effect.NONE);
      assertThat(add(ledger, "sms", "m3", "m3", "c", Behaviour.ACCEPTED).effect())
          .isEqualTo(Effect.FIRST);
    }
  }

  @Test
  void anEntryTellsTheTimeOfTheCitizensNight() {
    try (var ledger = new ProviderLedger(folder.resolve("ledger.jsonl"))) {
      Entry entry = add(ledger, "sms", "m1", "m1", "a", Behaviour.ACCEPTED);
      assertThat(entry.at()).isEqualTo(EVENING);
      assertThat(entry.local()).hasToString("2026-11-24T22:30");
    }
  }

  private static Entry add(
      ProviderLedger ledger,
      String provider,
      String reference,
      String key,
      String text,
      Behaviour outcome) {
    return ledger.add(
        new Call(provider, "905321112233", reference, key, "p1", text),
        EVENING,
        ledger.nextTry(provider, reference),
        outcome,
        null);
  }
}
