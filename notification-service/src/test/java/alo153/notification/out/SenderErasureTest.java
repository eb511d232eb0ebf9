package alo153.notification.out;

import static alo153.notification.out.SenderBench.receipt;
import static alo153.notification.out.StandIn.say;
import static alo153.notification.out.StandIn.verimor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.Receipt.What;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a sender keeps of a person, and for how long. */
@Timeout(60)
class SenderErasureTest {
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
  void nothingGoesToAForgottenPerson() {
    StandIn provider = bench.standIn(verimor(ConcurrentHashMap.newKeySet()));
    Row row = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var file = bench.files.load(List.of(row.message().requestId()));
    file.values().forEach(one -> one.erase(List.of("contact-A1")));
    bench.files.save(file.values());
    bench.run(bench.dispatcher(bench.verimor(provider)));
    bench.awaitState(row, LedgerState.SUPPRESSED);
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void aRequestLongClosedKeepsNoAddress() {
    Row old = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    Row recent = bench.plan(MessageChannel.SMS, MessagePurpose.ANSWERED);
    var files = bench.files.load(List.of(old.message().requestId(), recent.message().requestId()));
    files.get(old.message().requestId()).closed(Instant.now().minus(Duration.ofDays(181)));
    files.get(recent.message().requestId()).closed(Instant.now());
    bench.files.save(files.values());
    bench.files.forgetClosedBefore(Instant.now().minus(Duration.ofDays(180)));
    var now = bench.files.load(files.keySet());
    assertThat(now.get(old.message().requestId()).part("contact-A1")).isNull();
    assertThat(now.get(old.message().requestId()).erased()).isTrue();
    assertThat(now.get(recent.message().requestId()).part("contact-A1")).isNotNull();
  }

  @Test
  void theProvidersNameOfAMessageIsForgottenWithThePerson() {
    StandIn provider =
        bench.standIn(call -> say(200, "{\"messages\":[{\"id\":\"wamid.OTA1MzIx\"}]}"));
    Row row = bench.plan(MessageChannel.WHATSAPP, MessagePurpose.ANSWERED);
    bench.run(bench.dispatcher(bench.whatsApp(provider)));
    await().until(() -> bench.ledger.byProviderId("whatsapp", "wamid.OTA1MzIx").isPresent());
    bench.ledger.forget(row.message().requestId());
    assertThat(bench.ledger.byProviderId("whatsapp", "wamid.OTA1MzIx")).isEmpty();
    assertThat(bench.now(row).providerId()).isNull();
  }

  @Test
  void aReceiptThatFitsNoMessageTellsNobodysNumber() {
    bench.receipts.take(List.of(receipt("whatsapp", null, "wamid.OTA1MzIx", What.READ)));
    assertThat(bench.stored("strayReceipts"))
        .singleElement()
        .satisfies(kept -> assertThat(kept.toJson()).doesNotContain("OTA1MzIx"));
  }
}
