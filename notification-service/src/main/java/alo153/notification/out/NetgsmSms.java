package alo153.notification.out;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.MessageChannel;
import alo153.events.wire.Codec;
import alo153.notification.decide.SmsText;
import alo153.notification.decide.SmsText.Alphabet;
import alo153.notification.out.HttpCalls.Answer;
import alo153.notification.out.SendOutcome.AccountStopped;
import alo153.notification.out.SendOutcome.Later;
import alo153.notification.out.SendOutcome.Refused;
import alo153.notification.out.SendOutcome.Taken;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Netgsm's REST v2. Knows no id of ours: what it did not answer can not be asked for, and a second
 * try may be a second message. Sends to Turkish numbers only, as ten digits.
 */
final class NetgsmSms implements Provider {
  private final SmsSettings settings;
  private final HttpCalls http;
  private final Map<String, String> headers;

  NetgsmSms(SmsSettings settings, HttpCalls http) {
    this.settings = settings;
    this.http = http;
    String credentials = settings.username() + ":" + settings.password();
    this.headers =
        Map.of(
            "Content-Type",
            "application/json; charset=utf-8",
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
  }

  @Override
  public String account() {
    return "netgsm";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.SMS;
  }

  @Override
  public Repeat repeat() {
    return Repeat.MAY_DOUBLE;
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
    if (!letter.to().startsWith("+90") || letter.to().length() != 13) {
      return CompletableFuture.completedFuture(new Refused("BAD_NUMBER"));
    }
    SmsText text = SmsText.of(letter.text()).within(settings.maxParts());
    var document = new LinkedHashMap<String, Object>();
    document.put("msgheader", settings.sender());
    if (text.alphabet() != Alphabet.GSM) {
      document.put("encoding", "TR");
    }
    // informational, not commercial: no consent register is asked
    document.put("iysfilter", "0");
    document.put("appname", "alo153");
    document.put("messages", List.of(Map.of("msg", text.text(), "no", letter.to().substring(3))));
    return http.post(
        settings.baseUrl().resolve("/sms/rest/v2/send"),
        headers,
        Codec.json().writeValueAsBytes(document),
        NetgsmSms::judge);
  }

  /** It pushes nothing: what became of a message has to be asked for, by the job. */
  @Override
  public CompletableFuture<List<Receipt>> reports(List<Row> taken) {
    List<String> jobs =
        taken.stream()
            .map(Row::providerId)
            .filter(job -> job != null && !job.isEmpty())
            .map(Objects::requireNonNull)
            .toList();
    if (jobs.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    var question = Map.of("jobids", jobs, "pagenumber", 0, "pagesize", jobs.size());
    return http.exchange(
            HttpMethod.POST,
            settings.baseUrl().resolve("/sms/rest/v2/report"),
            headers,
            Codec.json().writeValueAsBytes(question))
        .map(NetgsmSms::lines)
        // those that can not be asked about now are asked about again
        .onErrorReturn(List.of())
        .toFuture();
  }

  private static List<Receipt> lines(Answer answer) {
    if (!answer.ok()) {
      return List.of();
    }
    return Codec.json()
        .readTree(answer.body())
        .path("jobs")
        .valueStream()
        .map(ReceiptLines::sms)
        .filter(Objects::nonNull)
        .toList();
  }

  /** The code in the body decides; failures have been seen with 406 and with 200. */
  private static SendOutcome judge(Answer answer) {
    JsonNode body;
    try {
      body = Codec.json().readTree(answer.body());
    } catch (JacksonException e) {
      return answer.ok() ? new SendOutcome.Unknown("UNREADABLE") : HttpCalls.usual(answer);
    }
    return switch (body.path("code").asString("")) {
      case "00", "01", "02" -> new Taken(body.path("jobid").asString(""));
      case "20" -> new Refused("REJECTED");
      case "70" -> new Refused("BAD_NUMBER");
      case "30", "40", "50", "51" -> new AccountStopped("NETGSM_" + body.path("code").asString(""));
      case "80" -> new Later("RATE", Duration.ofMinutes(1), false);
      case "85" -> new Later("SAME_NUMBER_RATE", Duration.ofMinutes(2), false);
      case "100", "101" -> new Later("PROVIDER_FAULT", null, true);
      default -> answer.ok() ? new SendOutcome.Unknown("UNREADABLE") : HttpCalls.usual(answer);
    };
  }
}
