package alo153.city;

import alo153.events.BilingualText;
import alo153.events.Channel;
import alo153.events.Kind;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.Regime;
import alo153.events.Status;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;

/** The words the city uses: messages, and names of what the log only has codes for. */
public final class Texts {
  private final Map<Language, InOneLanguage> byLanguage;

  /**
   * All texts of one language, as the file has them.
   *
   * @param status what a citizen is told of where it stands
   * @param outcome what became of it
   * @param kind what the citizen wants
   * @param channel the doors
   * @param regime the laws
   * @param messages what we write
   */
  record InOneLanguage(
      Map<Status, String> status,
      Map<Outcome, String> outcome,
      Map<Kind, String> kind,
      Map<Channel, String> channel,
      Map<Regime, String> regime,
      Map<MessagePurpose, Forms> messages) {}

  /**
   * One message in its three lengths.
   *
   * @param full for mail, CİMER and other documents
   * @param brief for SMS and WhatsApp; no headline
   * @param push for a locked screen anyone may see: tells nothing but that there is news
   */
  record Forms(
      @JsonProperty("long") Template full, @JsonProperty("short") Template brief, Template push) {}

  Texts(InOneLanguage turkish, InOneLanguage english) {
    this.byLanguage = new EnumMap<>(Map.of(Language.TR, turkish, Language.EN, english));
  }

  /** The words for a purpose, in the length that suits the channel. */
  public Template message(Language language, MessagePurpose purpose, MessageChannel channel) {
    Forms forms = get(in(language).messages(), purpose);
    return switch (channel) {
      case EMAIL, CIMER_EXPORT, WEBHOOK, NONE -> forms.full();
      case SMS, WHATSAPP -> forms.brief();
      case PUSH -> forms.push();
    };
  }

  /** What a citizen is told of where it stands. */
  public String status(Status status, Language language) {
    return get(in(language).status(), status);
  }

  public BilingualText status(Status status) {
    return new BilingualText(status(status, Language.TR), status(status, Language.EN));
  }

  /** What became of it. */
  public String outcome(Outcome outcome, Language language) {
    return get(in(language).outcome(), outcome);
  }

  public BilingualText outcome(Outcome outcome) {
    return new BilingualText(outcome(outcome, Language.TR), outcome(outcome, Language.EN));
  }

  public BilingualText kind(Kind kind) {
    return new BilingualText(get(in(Language.TR).kind(), kind), get(in(Language.EN).kind(), kind));
  }

  public BilingualText channel(Channel channel) {
    return new BilingualText(
        get(in(Language.TR).channel(), channel), get(in(Language.EN).channel(), channel));
  }

  public BilingualText regime(Regime regime) {
    return new BilingualText(
        get(in(Language.TR).regime(), regime), get(in(Language.EN).regime(), regime));
  }

  private InOneLanguage in(Language language) {
    return get(byLanguage, language);
  }

  /** Everything is there: that was checked when the pack was read. */
  private static <K, V> V get(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no text for " + key);
    }
    return value;
  }
}
