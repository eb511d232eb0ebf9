package alo153.intake.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.intake.in.whatsapp.FakeHttp;
import alo153.intake.out.Receipts.Receipt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.ReactorResourceFactory;

class ReceiptsTest {
  private static final String PATH = "/api/notification/v1/receipts/whatsapp";
  private static final List<Receipt> ONE =
      List.of(new Receipt("m-1", "wamid.1", "delivered", Instant.EPOCH, null));

  @Test
  void whereOneInstanceIsAwayTheOtherTakesThem() throws IOException {
    try (var there = new FakeHttp()) {
      there.reply(PATH, 200, "{}");
      Receipts receipts = to(gone(), URI.create(there.base()));

      for (int i = 0; i < 4; i++) {
        receipts.forward("whatsapp", ONE).block();
      }
      assertThat(there.calls(PATH)).hasSize(4);
    }
  }

  @Test
  void whereAllAreAwayTheProviderIsToSendThemAgain() throws IOException {
    Receipts receipts = to(gone(), gone());

    assertThatThrownBy(() -> receipts.forward("whatsapp", ONE).block())
        .isInstanceOf(UnavailableException.class);
  }

  private static URI gone() throws IOException {
    try (var port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + port.getLocalPort());
    }
  }

  private static Receipts to(URI... instances) {
    var resources = new ReactorResourceFactory();
    resources.afterPropertiesSet();
    return new Receipts(
        new ReceiptSettings(List.of(instances), "key", Duration.ofSeconds(5)),
        resources,
        new SimpleMeterRegistry());
  }
}
