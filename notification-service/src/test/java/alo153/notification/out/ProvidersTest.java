package alo153.notification.out;

import static alo153.notification.out.StandIn.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Language;
import alo153.events.MessagePurpose;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.notification.decide.Recipient;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import alo153.notification.out.SendOutcome.Unknown;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class ProvidersTest {
  private static final ProviderLimits LIMITS = new ProviderLimits(2, 0, Duration.ofMillis(500));
  private static final RequestId ID = RequestId.random();
  private final ReactorResourceFactory resources = new ReactorResourceFactory();
  private final StandIn standIn = new StandIn(call -> say(200, "{}"));

  @BeforeEach
  void start() {
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    resources.start();
  }

  @AfterEach
  void stop() {
    standIn.close();
    resources.stop();
  }

  private HttpCalls http() {
    return new HttpCalls("test", LIMITS, resources);
  }

  private static Letter letter(String to, @Nullable List<String> template) {
    return new Letter(
        "01JDXA7K1MZ3V9QW4T8R2N6B0C",
        ID,
        MessagePurpose.ANSWERED,
        Language.TR,
        to,
        "wamid.REP1",
        null,
        "Yanıt",
        "Başvurunuz yanıtlandı",
        template,
        Map.of("requestId", ID.value(), "text", "Çukur"));
  }

  private WhatsAppCloud whatsApp() {
    return new WhatsAppCloud(
        new WhatsAppSettings(standIn.uri(), "v25.0", "153", "t0ken", "basvuru", LIMITS), http());
  }

  private JsonNode sentBody() {
    return Codec.json().readTree(standIn.calls().get(0).body());
  }

  @Test
  void freeTextGoesToANumberAndQuotesWhatItAnswers() {
    standIn.behave(call -> say(200, "{\"messages\":[{\"id\":\"wamid.OUT13\"}]}"));
    assertThat(whatsApp().send(letter("905321112233", null)).join())
        .isEqualTo(new Taken("wamid.OUT13"));
    assertThat(standIn.calls().get(0).uri()).isEqualTo("/v25.0/153/messages");
    assertThat(standIn.calls().get(0).authorization()).isEqualTo("Bearer t0ken");
    JsonNode body = sentBody();
    assertThat(body.path("to").asString("")).isEqualTo("905321112233");
    assertThat(body.has("recipient")).isFalse();
    assertThat(body.path("context").path("message_id").asString("")).isEqualTo("wamid.REP1");
    assertThat(body.path("biz_opaque_callback_data").asString(""))
        .isEqualTo("01JDXA7K1MZ3V9QW4T8R2N6B0C." + ID.trackingCode());
  }

  @Test
  void aTemplateGoesToAUserIdWithItsValues() {
    standIn.behave(call -> say(200, "{\"messages\":[{\"id\":\"wamid.OUT14\"}]}"));
    whatsApp().send(letter("TR.20488800099911", List.of("kod", "başlık", "adres"))).join();
    JsonNode body = sentBody();
    assertThat(body.path("recipient").asString("")).isEqualTo("TR.20488800099911");
    assertThat(body.has("to")).isFalse();
    assertThat(body.path("type").asString("")).isEqualTo("template");
    JsonNode parameters = body.path("template").path("components").path(0).path("parameters");
    assertThat(parameters).hasSize(3);
    assertThat(parameters.path(0).path("text").asString("")).isEqualTo("kod");
  }

  @ParameterizedTest
  @CsvSource({
    "190, 401, AccountStopped",
    "200, 403, AccountStopped",
    "131000, 500, Later",
    "1, 500, Unknown",
    "1, 503, Later",
    "999999, 500, Unknown",
    "130429, 400, Later",
    "131056, 400, Later",
    "131047, 400, TemplateNeeded",
    "131026, 400, Refused",
    "131030, 400, Refused",
    "131021, 400, Refused",
    "130497, 403, Refused",
    "132001, 404, Refused",
    "100, 400, Refused",
    "999999, 400, Refused",
    "999999, 503, Later"
  })
  void metasCodeDecides(int code, int status, String outcome) {
    standIn.behave(
        call -> say(status, "{\"error\":{\"code\":" + code + ",\"error_data\":\"text\"}}"));
    assertThat(whatsApp().send(letter("905321112233", null)).join().getClass().getSimpleName())
        .isEqualTo(outcome);
  }

  @Test
  void metasWishToWaitIsHonouredWhenItIsLongerThanOurs() {
    String busy = "{\"error\":{\"code\":130429}}";
    standIn.behave(call -> new StandIn.Answer.Say(429, busy, "7"));
    assertThat(whatsApp().send(letter("905321112233", null)).join())
        .isEqualTo(new Later("META_130429", Duration.ofSeconds(7), false));
    standIn.behave(call -> say(429, busy));
    assertThat(whatsApp().send(letter("905321112233", null)).join())
        .isEqualTo(new Later("META_130429", Duration.ofSeconds(1), false));
  }

  @Test
  void aSilenceAnAbsenceAndACutAreToldApart() {
    standIn.behave(call -> new StandIn.Answer.Silence(Duration.ofSeconds(2)));
    assertThat(whatsApp().send(letter("905321112233", null)).join())
        .isEqualTo(new Unknown("NO_ANSWER"));
    standIn.behave(call -> new StandIn.Answer.Cut());
    assertThat(whatsApp().send(letter("905321112233", null)).join())
        .isEqualTo(new Unknown("NO_ANSWER"));
    assertThat(standIn.calls()).as("nothing is repeated behind our back").hasSize(2);
    WhatsAppCloud gone = whatsApp();
    standIn.close();
    assertThat(gone.send(letter("905321112233", null)).join())
        .isEqualTo(new Later("UNREACHABLE", null, true));
  }

  private FcmPush push(TokenSource tokens) {
    return new FcmPush(
        new PushSettings(standIn.uri(), "ornek", "demo", null, LIMITS), http(), tokens);
  }

  @Test
  void aPushCarriesNothingButThatThereIsNews() {
    standIn.behave(call -> say(200, "{\"name\":\"projects/ornek/messages/0:17\"}"));
    assertThat(push(() -> Mono.just("t")).send(letter("device-token", null)).join())
        .isEqualTo(new Taken("projects/ornek/messages/0:17"));
    JsonNode message = sentBody().path("message");
    assertThat(standIn.calls().get(0).uri()).isEqualTo("/v1/projects/ornek/messages:send");
    assertThat(message.path("token").asString("")).isEqualTo("device-token");
    assertThat(message.path("android").path("notification").path("tag").asString(""))
        .isEqualTo("01JDXA7K1MZ3V9QW4T8R2N6B0C");
    assertThat(message.path("data").valueStream().allMatch(JsonNode::isString)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "404, UNREGISTERED, Refused",
    "400, INVALID_ARGUMENT, Refused",
    "429, QUOTA_EXCEEDED, Later",
    "503, UNAVAILABLE, Later",
    "500, INTERNAL, Unknown",
    "401, THIRD_PARTY_AUTH_ERROR, AccountStopped"
  })
  void firebasesCodeDecides(int status, String code, String outcome) {
    standIn.behave(
        call ->
            say(
                status,
                "{\"error\":{\"code\":"
                    + status
                    + ",\"status\":\"X\",\"details\":[{\"errorCode\":\""
                    + code
                    + "\"}]}}"));
    assertThat(
            push(() -> Mono.just("t"))
                .send(letter("token", null))
                .join()
                .getClass()
                .getSimpleName())
        .isEqualTo(outcome);
  }

  @Test
  void withoutATokenNothingIsSent() {
    SendOutcome outcome =
        push(() -> Mono.error(new IllegalStateException("no token")))
            .send(letter("token", null))
            .join();
    assertThat(outcome).isEqualTo(new Later("NO_TOKEN", null, true));
    assertThat(standIn.calls()).isEmpty();
  }

  @Test
  void aServiceAccountSignsForItsTokenAndKeepsIt(@TempDir Path folder)
      throws GeneralSecurityException, IOException {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file = folder.resolve("account.json");
    Files.write(
        file,
        Codec.json()
            .writeValueAsBytes(
                Map.of(
                    "client_email",
                    "desk@ornek.example",
                    "private_key",
                    pem,
                    "token_uri",
                    standIn.uri() + "/token")));
    standIn.behave(call -> say(200, "{\"access_token\":\"abc\",\"expires_in\":3599}"));
    TokenSource tokens = ServiceAccountTokens.of(file, http(), Clock.systemUTC());
    assertThat(tokens.token().block()).isEqualTo("abc");
    assertThat(tokens.token().block()).isEqualTo("abc");
    assertThat(standIn.calls()).hasSize(1);
    String form = URLDecoder.decode(standIn.calls().get(0).body(), UTF_8);
    String[] parts = form.substring(form.indexOf("assertion=") + 10).split("\\.");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
        .contains("firebase.messaging", "desk@ornek.example");
  }

  @Test
  void aWebhookIsSignedAsTheStandardSays() {
    var signature = new WebhookSignature("whsec_aXN0YW5idWwtdGVzdC1zZWNyZXQtMDEyMzQ1Njc4OSE=");
    String body =
        "{\"type\":\"reply.dispatched\",\"timestamp\":\"2026-11-23T09:15:04Z\",\"data\":"
            + "{\"requestId\":\"01JDX8Q4T2N7S9K3B5M6W0YHZC\",\"note\":\"Çukur onarıldı\"}}";
    assertThat(body.getBytes(UTF_8)).hasSize(139);
    assertThat(signature.sign("01JDXA7K1MZ3V9QW4T8R2N6B0C", 1795425304L, body.getBytes(UTF_8)))
        .isEqualTo("v1,bkD6eBuE9FmvnLxyfABcL+JzcA27uoWJbNr69byvdXY=");
  }

  private static final String SECRET = "whsec_YWxvMTUzLW9uLWEtbGFwdG9wLW5vdC1hLXNlY3JldCEh";

  private WebhookWork webhook(@Nullable URI relay) {
    return new WebhookWork(
        new WebhookSettings(relay, SECRET, false, LIMITS), http(), Clock.systemUTC());
  }

  @Test
  void workByWebhookIsVerifiableAndCarriesTheSameIdEveryTime() {
    WebhookWork webhook = webhook(standIn.uri());
    assertThat(webhook.send(letter(standIn.uri() + "/webhook/sedas", null)).join())
        .isEqualTo(new Taken(null));
    StandIn.Call call = standIn.calls().get(0);
    String id = call.headers().get("webhook-id");
    assertThat(id).isEqualTo("01JDXA7K1MZ3V9QW4T8R2N6B0C");
    assertThat(call.headers().get("webhook-signature"))
        .isEqualTo(
            new WebhookSignature(SECRET)
                .sign(
                    id,
                    Long.parseLong(call.headers().get("webhook-timestamp")),
                    call.body().getBytes(UTF_8)));
    assertThat(sentBody().path("data").path("text").asString("")).isEqualTo("Çukur");
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/x, NOT_HTTPS",
    "https://127.0.0.1/x, PRIVATE_ADDRESS",
    "https://[::1]/x, PRIVATE_ADDRESS",
    "https://10.0.0.8/x, PRIVATE_ADDRESS",
    "https://192.168.1.1/x, PRIVATE_ADDRESS",
    "https://169.254.169.254/x, PRIVATE_ADDRESS",
    "https://100.64.0.1/x, PRIVATE_ADDRESS",
    "https://[fd00::1]/x, PRIVATE_ADDRESS",
    "https://2130706433/x, PRIVATE_ADDRESS"
  })
  void noWebhookIsAimedAtOurOwnNetwork(String target, String reason) {
    assertThat(webhook(null).send(letter(target, null)).join()).isEqualTo(new Refused(reason));
    assertThat(standIn.calls()).isEmpty();
  }

  @Test
  void aReceiverThatLocksUsOutStopsNobodyElse() {
    standIn.behave(call -> say(403, ""));
    WebhookWork webhook = webhook(standIn.uri());
    assertThat(webhook.send(letter(standIn.uri() + "/w", null)).join())
        .isEqualTo(new Later("HTTP_403", null, true));
    assertThat(webhook.line(new Recipient.Institution(new OwnerCode("sedas"))))
        .isNotEqualTo(webhook.line(new Recipient.Institution(new OwnerCode("afad"))));
  }

  @Test
  void aRedirectIsNotFollowed() {
    standIn.behave(call -> say(302, ""));
    assertThat(webhook(standIn.uri()).send(letter(standIn.uri() + "/w", null)).join())
        .isEqualTo(new Refused("REDIRECT"));
    assertThat(standIn.calls()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "406, 20, Refused",
    "406, 30, AccountStopped",
    "200, 40, AccountStopped",
    "406, 70, Refused",
    "406, 80, Later",
    "406, 85, Later",
    "500, 100, Later",
    "200, 00, Taken",
    "200, 77, Unknown"
  })
  void netgsmsCodeDecides(int status, String code, String outcome) {
    standIn.behave(
        call -> say(status, "{\"code\":\"" + code + "\",\"jobid\":\"17\",\"description\":\"x\"}"));
    var netgsm =
        new NetgsmSms(
            new SmsSettings(
                SmsSettings.Kind.NETGSM, standIn.uri(), "u", "p", "ALO153", "", 3, LIMITS),
            http());
    SendOutcome made = netgsm.send(letter("+905321112233", null)).join();
    assertThat(made.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(sentBody().path("messages").path(0).path("no").asString("")).isEqualTo("5321112233");
    assertThat(sentBody().path("iysfilter").asString("")).isEqualTo("0");
    assertThat(standIn.calls().get(0).authorization()).isEqualTo("Basic dTpw");
  }
}
