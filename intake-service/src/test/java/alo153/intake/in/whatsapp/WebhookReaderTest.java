package alo153.intake.in.whatsapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import alo153.intake.in.whatsapp.Inbound.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookReaderTest {
  private static Notification read(String value) {
    return WebhookReader.read(
        ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":"
                + value
                + "}]}]}")
            .getBytes(UTF_8));
  }

  private static Inbound message(String message) {
    Notification notification =
        read(
            """
            {"messaging_product":"whatsapp",
             "metadata":{"display_phone_number":"903121110000","phone_number_id":"909090909090909"},
             "contacts":[{"profile":{"name":"Ayşe Yılmaz"},"wa_id":"905321112233"}],
             "messages":[%s]}
            """
                .formatted(message));
    assertThat(notification.flawed()).isEmpty();
    assertThat(notification.messages()).hasSize(1);
    return notification.messages().get(0);
  }

  @Test
  void allIdsOfASenderAreKept() {
    Inbound message =
        read("""
                {"messaging_product":"whatsapp",
                 "metadata":{"display_phone_number":"903121110000","phone_number_id":"909090909090909"},
                 "contacts":[{"profile":{"name":"Ayşe Yılmaz","username":"ayse.yilmaz"},"wa_id":"905321112233","user_id":"TR.10927500012345","parent_user_id":"TR.ENT.55512345"}],
                 "messages":[{"from":"905321112233","from_user_id":"TR.10927500012345","id":"wamid.HBgMOTA1MzIxMTEyMjMzFQIAEhgUM0E0QQA=","timestamp":"1764000000","type":"text","text":{"body":"Merhaba, Gül Sokak'ta su kesik. Ne zaman gelir?"}}]}
                """)
            .messages()
            .get(0);

    assertThat(message.sender().ids()).containsExactly("TR.10927500012345", "905321112233");
    assertThat(message.sender().address()).isEqualTo("TR.10927500012345");
    assertThat(message.sender().phone()).isEqualTo("+905321112233");
    assertThat(message.sender().name()).isEqualTo("Ayşe Yılmaz");
    assertThat(message.account()).isEqualTo("909090909090909");
    assertThat(message.sentAt()).isEqualTo(Instant.ofEpochSecond(1764000000));
    assertThat(message.body())
        .isEqualTo(new Inbound.Words("Merhaba, Gül Sokak'ta su kesik. Ne zaman gelir?"));
  }

  @Test
  void aSenderWithoutANumberIsSomebodyAllTheSame() {
    Inbound message =
        read("""
                {"messaging_product":"whatsapp","metadata":{"display_phone_number":"903121110000","phone_number_id":"909090909090909"},
                 "contacts":[{"profile":{"name":"Deniz","username":"deniz.k"},"user_id":"TR.20488800099911"}],
                 "messages":[{"from_user_id":"TR.20488800099911","id":"wamid.BSUIDONLY01","timestamp":"1764000100","type":"text","text":{"body":"Sokak lambası yanmıyor"}}]}
                """)
            .messages()
            .get(0);

    assertThat(message.sender().address()).isEqualTo("TR.20488800099911");
    assertThat(message.sender().phone()).isNull();
  }

  @Test
  void aMessageOfNobodyIsRefused() {
    Notification notification =
        read(
            """
            {"metadata":{"phone_number_id":"1"},"contacts":[{"profile":{"name":"x"},"wa_id":""}],
             "messages":[{"id":"wamid.1","type":"text","text":{"body":"x"}}]}
            """);

    assertThat(notification.messages()).isEmpty();
    assertThat(notification.flawed())
        .singleElement()
        .extracting(Inbound.Flawed::reason)
        .isEqualTo("NO_SENDER");
  }

  @Test
  void everyTypeIsUnderstood() {
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.IMG1","timestamp":"1764000200","type":"image","image":{"caption":"Çukur burada","mime_type":"image/jpeg","sha256":"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=","id":"1754951608042154","url":"https://lookaside.fbsbx.com/x"}}
                    """)
                .body())
        .isEqualTo(
            new Inbound.Media(
                "image",
                "1754951608042154",
                "Çukur burada",
                null,
                "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.DOC1","timestamp":"1764000210","type":"document","document":{"caption":"Dilekçem","filename":"dilekçe.pdf","mime_type":"application/pdf","id":"1754951608042155"}}
                    """)
                .body())
        .isEqualTo(
            new Inbound.Media("document", "1754951608042155", "Dilekçem", "dilekçe.pdf", null));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.AUD1","timestamp":"1764000220","type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","id":"1754951608042156","voice":true}}
                    """)
                .needsCompany())
        .isTrue();
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.LOC1","timestamp":"1764000240","location":{"latitude":39.92077,"longitude":32.85411,"name":"Kızılay Meydanı","address":"Çankaya/Ankara"}}
                    """)
                .body())
        .isEqualTo(new Inbound.Position(39.92077, 32.85411, "Kızılay Meydanı", "Çankaya/Ankara"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.CON1","timestamp":"1764000250","type":"contacts","contacts":[{"name":{"formatted_name":"Mehmet Demir"},"phones":[{"phone":"+90 533 444 55 66"}],"emails":[{"email":"m.demir@example.org"}]}]}
                    """)
                .body())
        .isEqualTo(
            new Inbound.Cards(
                "Paylaşılan kişi / Shared contact: Mehmet Demir +90 533 444 55 66 m.demir@example.org"));
    Inbound button =
        message(
            """
            {"from":"905321112233","id":"wamid.BTN1","timestamp":"1764000260","type":"button","context":{"from":"903121110000","id":"wamid.OUT9"},"button":{"payload":"CSAT_5","text":"Çok memnunum"}}
            """);
    assertThat(button.body()).isEqualTo(new Inbound.Pressed("CSAT_5", "Çok memnunum"));
    assertThat(button.quotes()).isEqualTo("wamid.OUT9");
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.INT1","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"confirm:X","title":"Onaylıyorum"}}}
                    """)
                .body())
        .isEqualTo(new Inbound.Pressed("confirm:X", "Onaylıyorum"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.INT2","type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"svc:water","title":"Su arıza","description":"Kesinti, patlak"}}}
                    """)
                .body())
        .isEqualTo(new Inbound.Pressed("svc:water", "Su arıza: Kesinti, patlak"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.INT3","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\\"flow_token\\":\\"ft-1\\",\\"district\\":\\"Çankaya\\",\\"detail\\":\\"Logar kapağı yok\\"}"}}}
                    """)
                .body())
        .isEqualTo(new Inbound.Words("district: Çankaya\ndetail: Logar kapağı yok"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.REA1","type":"reaction","reaction":{"message_id":"wamid.OUT12","emoji":"👍"}}
                    """)
                .body())
        .isEqualTo(new Inbound.Other("reaction", false));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.UNS1","type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051,"title":"Message type unknown"}]}
                    """)
                .body())
        .isEqualTo(new Inbound.Other("unsupported", true));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.EDI1","type":"edit","edit":{"original_message_id":"wamid.REP1","message":{"type":"text","text":{"body":"Hâlâ akmıyor, basınç düşük"}}}}
                    """)
                .body())
        .isEqualTo(new Inbound.Edited("wamid.REP1", "Hâlâ akmıyor, basınç düşük"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.REV1","type":"revoke","revoke":{"original_message_id":"wamid.REP1"}}
                    """)
                .body())
        .isEqualTo(new Inbound.Revoked("wamid.REP1"));
    assertThat(
            message(
                    """
                    {"from":"905321112233","id":"wamid.SYS1","type":"system","system":{"body":"x","wa_id":"905339998877","type":"user_changed_number"}}
                    """)
                .body())
        .isEqualTo(new Inbound.Renamed("905339998877"));
    assertThat(
            message("{\"from\":\"905321112233\",\"id\":\"wamid.Q\",\"type\":\"hologram\"}").body())
        .isEqualTo(new Inbound.Other("unknown", true));
  }

  @Test
  void allLevelsAreRead() {
    String change =
        """
        {"field":"messages","value":{"metadata":{"phone_number_id":"1"},
         "messages":[{"from":"905321112233","id":"%s-1","type":"text","text":{"body":"a"}},
                     {"from":"905321112233","id":"%s-2","type":"text","text":{"body":"b"}}],
         "statuses":[{"id":"wamid.OUT","status":"read","timestamp":"1764000460"}]}}
        """;
    String entry =
        "{\"id\":\"1\",\"changes\":["
            + change.formatted("a", "a")
            + ","
            + change.formatted("b", "b")
            + "]}";
    Notification notification =
        WebhookReader.read(
            ("{\"entry\":[" + entry + "," + entry.replace("-1", "-3") + "]}").getBytes(UTF_8));

    assertThat(notification.messages()).hasSize(8);
    assertThat(notification.deliveries()).hasSize(4);
  }

  @Test
  void receiptsAreRead() {
    Notification notification =
        read(
            """
            {"metadata":{"phone_number_id":"1"},"statuses":[
             {"id":"wamid.OUT13","status":"sent","timestamp":"1764000400","recipient_id":"905321112233","biz_opaque_callback_data":"4F0ABC.7Q2K-9F4M-X0B1E"},
             {"id":"wamid.OUT14","status":"failed","timestamp":"1764000500","errors":[{"code":131047,"title":"Re-engagement message"}]},
             {"id":"wamid.OUT15","status":"warning","timestamp":"1764000500"}]}
            """);

    assertThat(notification.deliveries())
        .containsExactly(
            new Inbound.Delivery(
                "1",
                "wamid.OUT13",
                "4F0ABC.7Q2K-9F4M-X0B1E",
                "sent",
                Instant.ofEpochSecond(1764000400),
                null),
            new Inbound.Delivery(
                "1", "wamid.OUT14", null, "failed", Instant.ofEpochSecond(1764000500), "131047"));
    assertThat(notification.ignored()).containsExactly("status");
  }

  @Test
  void millisecondsAreNoticed() {
    assertThat(
            message(
                    "{\"from\":\"905321112233\",\"id\":\"w\",\"timestamp\":\"1764000000000\",\"text\":{\"body\":\"x\"}}")
                .sentAt())
        .isEqualTo(Instant.ofEpochSecond(1764000000));
  }

  @Test
  void everyNotificationOfTheCorpusBecomesSomething() throws IOException {
    Path corpus =
        Path.of("").toAbsolutePath().getParent().resolve("../shared/data/whatsapp/courier_wac");
    assumeTrue(Files.isDirectory(corpus), "skipped: no notifications beside the project");
    Map<String, String> became = new TreeMap<>();
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) {
        Notification it = WebhookReader.read(Files.readAllBytes(file));
        became.put(
            file.getFileName().toString().replace(".json", ""),
            it.messages().size()
                + " "
                + it.deliveries().size()
                + " "
                + it.flawed().size()
                + " "
                + it.ignored().size());
      }
    }
    assertThat(became).hasSize(27);
    assertThat(became)
        .containsEntry("hello", "1 0 0 0")
        .containsEntry("hello_user_id", "1 0 0 0")
        .containsEntry("hello_from_bsuid", "1 0 0 0")
        .containsEntry("hello_bsuid_in_from", "1 0 0 0")
        .containsEntry("hello_invalid_user_id", "1 0 0 0")
        .containsEntry("invalid_timestamp", "1 0 0 0")
        .containsEntry("no_from", "0 0 1 0")
        .containsEntry("duplicate", "2 0 0 0")
        .containsEntry("image", "1 0 0 0")
        .containsEntry("location", "1 0 0 0")
        .containsEntry("nfm_reply", "1 0 0 0")
        .containsEntry("nfm_reply_non_object", "1 0 0 0")
        .containsEntry("valid_status", "0 1 0 0")
        .containsEntry("error_status", "0 1 0 0")
        .containsEntry("ignore_status", "0 0 0 1")
        .containsEntry("invalid_status", "0 0 0 1")
        .containsEntry("error_errors", "0 0 0 1");
    assertThat(became.values()).doesNotContain("0 0 0 0");
  }
}
