package alo153.intake.in;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.events.RequestId;
import alo153.events.wire.Topics;
import alo153.intake.RunningIntake;
import alo153.intake.RunningIntake.Answer;
import alo153.transport.LogRecord;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Providers that can wait are made to wait while the log is away, and nothing is lost by it. */
class OutageOfProvidersDoorsIT {
  private static final String SECRET = "an app secret for tests";
  private static final Duration SOON = Duration.ofSeconds(90);

  private static Answer whatsApp(RunningIntake intake, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return intake.post(
        "/api/intake/whatsapp",
        "application/json",
        body.getBytes(UTF_8),
        "X-Hub-Signature-256",
        "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8))));
  }

  /** Of several people, who fail one by one when they fail. */
  private static String message(String id) {
    String messages =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    """
                    {"from":"90532111223%d","id":"%s.%d","timestamp":"1764000000","type":"text","text":{"body":"Su yok"}}"""
                        .formatted(i, id, i))
            .collect(Collectors.joining(","));
    return """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
         "metadata":{"phone_number_id":"909090909090909"},
         "messages":[%s]}}]}]}"""
        .formatted(messages);
  }

  @Test
  void whatComesWhileTheBrokerIsAwayIsTakenAfterwards() throws Exception {
    var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    server.start();
    GreenMailUser user = server.setUser("cozum@alo153.invalid", "reader", "secret");
    try (var intake =
        RunningIntake.start(
            "alo153.intake.whatsapp.app-secret=" + SECRET,
            "alo153.intake.mail.addresses=cozum@alo153.invalid",
            "alo153.intake.mail.imap.host=127.0.0.1",
            "alo153.intake.mail.imap.port=" + server.getImap().getPort(),
            "alo153.intake.mail.imap.security=NONE",
            "alo153.intake.mail.imap.username=reader",
            "alo153.intake.mail.imap.password=secret",
            "alo153.intake.mail.imap.processed=",
            "alo153.intake.mail.imap.every=200ms")) {
      assertThat(whatsApp(intake, message("wamid.before")).status()).isEqualTo(200);
      intake.stopBroker();
      Answer refused = whatsApp(intake, message("wamid.during"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
      user.deliver(
          new MimeMessage(
              Session.getInstance(new Properties()),
              new ByteArrayInputStream(
                  "From: ayse@example.org\nSubject: Su\nMessage-ID: <1@x>\n\nSu yok"
                      .getBytes(UTF_8))));

      intake.startBrokerAgain();
      await().atMost(SOON).until(() -> whatsApp(intake, message("wamid.during")).status() == 200);
      // what was tried several times may stand there several times, always under the same id
      await().atMost(SOON).untilAsserted(() -> assertThat(requests(intake)).hasSize(5));
      // left where it is, but never taken again
      assertThat(server.getReceivedMessages()).hasSize(1);
    } finally {
      server.stop();
    }
  }

  private static Set<RequestId> requests(RunningIntake intake) {
    return intake.log(Topics.REQUESTS).stream()
        .map(record -> ((LogRecord.EventRecord) record).event().requestId())
        .collect(Collectors.toSet());
  }
}
