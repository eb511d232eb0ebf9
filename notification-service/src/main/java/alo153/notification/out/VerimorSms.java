package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.MessageChannel;
import alo153.events.wire.Codec;
import alo153.notification.decide.SmsText;
import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/**
 * Verimor's SMS interface. Our id travels as {@code custom_id} and {@code id}: receipts carry it,
 * and after a call without an answer the provider is asked for it before anything is repeated.
 */
final class VerimorSms implements Provider {
  private static final Map<String, String> JSON =
      Map.of("Content-Type", "application/json; charset=utf-8");

  private final SmsSettings settings;
  private final HttpCalls http;

  VerimorSms(SmsSettings settings, HttpCalls http) {
    this.settings = settings;
    this.http = http;
  }

  @Override
  public String account() {
    return "verimor";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.SMS;
  }

  @Override
  public Repeat repeat() {
    return Repeat.ASK_FIRST;
  }

  @Override
  public boolean givesReceipts() {
    return true;
  }

  @Override
  public ProviderLimits limits() {
    return settings.limits();
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    SmsText text = SmsText.of(letter.text()).within(settings.maxParts());
    String dest = letter.to().startsWith("+") ? letter.to().substring(1) : letter.to();
    byte[] body =
        Codec.json()
            .writeValueAsBytes(
                Map.of(
                    "username", settings.username(),
                    "password", settings.password(),
                    "source_addr", settings.sender(),
                    "datacoding", datacoding(text, dest),
                    "valid_for", "24:00",
                    "custom_id", letter.messageId(),
                    "messages",
                        List.of(
                            Map.of("msg", text.text(), "dest", dest, "id", letter.messageId()))));
    return http.post(settings.baseUrl().resolve("/v2/send.json"), JSON, body, VerimorSms::judge);
  }

  /** The Turkish alphabet must not be asked for with foreign numbers. */
  private static String datacoding(SmsText text, String dest) {
    return switch (text.alphabet()) {
      case GSM -> "0";
      case TURKISH -> dest.startsWith("90") ? "1" : "2";
      case UNICODE -> "2";
    };
  }

  private static SendOutcome judge(Answer answer) {
    if (answer.ok()) {
      return new Taken(answer.body().strip());
    }
    if (answer.status() == 400) {
      String error = answer.body().strip();
      return switch (error) {
        case "INVALID_DESTINATION_ADDRESS", "MISSING_DESTINATION_ADDRESS" ->
            new Refused("BAD_NUMBER");
        case "INSUFFICIENT_CREDITS", "INVALID_SOURCE_ADDRESS" -> new AccountStopped(error);
        default -> new Refused("REJECTED");
      };
    }
    return HttpCalls.usual(answer);
  }

  @Override
  public CompletableFuture<Asked> ask(String messageId) {
    return status(messageId)
        .map(VerimorSms::judgeStatus)
        .onErrorResume(e -> Mono.just(Asked.SILENT))
        .toFuture();
  }

  private Mono<Answer> status(String messageId) {
    URI uri =
        settings
            .baseUrl()
            .resolve(
                "/v2/status?username="
                    + URLEncoder.encode(settings.username(), UTF_8)
                    + "&password="
                    + URLEncoder.encode(settings.password(), UTF_8)
                    + "&custom_id="
                    + URLEncoder.encode(messageId, UTF_8));
    return http.exchange(HttpMethod.GET, uri, Map.of(), new byte[0]);
  }

  /** It pushes receipts for a quarter of an hour; what we missed then has to be asked for. */
  @Override
  public CompletableFuture<List<Receipt>> reports(List<Row> taken) {
    return Flux.fromIterable(taken)
        .concatMap(
            row ->
                status(row.id())
                    .flatMapIterable(VerimorSms::lines)
                    // one that can not be asked about now is asked about again
                    .onErrorResume(e -> Mono.empty()))
        .collectList()
        .toFuture();
  }

  @Override
  public int reportCalls(int messages) {
    return messages;
  }

  private static List<Receipt> lines(Answer answer) {
    if (!answer.ok()) {
      return List.of();
    }
    return Codec.json()
        .readTree(answer.body())
        .valueStream()
        .map(ReceiptLines::verimor)
        .filter(Objects::nonNull)
        .toList();
  }

  private static Asked judgeStatus(Answer answer) {
    if (answer.status() == 404) {
      return Asked.HAS_IT_NOT;
    }
    if (!answer.ok()) {
      return Asked.SILENT;
    }
    try {
      return Codec.json().readTree(answer.body()).isEmpty() ? Asked.HAS_IT_NOT : Asked.HAS_IT;
    } catch (JacksonException e) {
      return Asked.SILENT;
    }
  }
}
