package alo153.notification.out;

import alo153.city.Template;
import alo153.events.Channel;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.OwnerCode;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.Place;
import alo153.notification.decide.MessageText;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.Recipient;
import alo153.notification.decide.RequestFacts;
import alo153.notification.decide.Wording;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Joins what is planned with the person's address and the words it carries. */
final class LetterWriter implements Composer {
  /** WhatsApp takes free text for 24 hours after the citizen's last message; a minute to spare. */
  private static final Duration WINDOW = Duration.ofHours(24).minusMinutes(1);

  private static final Map<Language, DateTimeFormatter> DAY =
      Map.of(
          Language.TR, DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.forLanguageTag("tr")),
          Language.EN, DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH));

  private final Wording wording;
  private final Institutions institutions;
  private final SenderSettings settings;
  private final int smsParts;
  private final Clock clock;

  LetterWriter(
      Wording wording,
      Institutions institutions,
      SenderSettings settings,
      int smsParts,
      Clock clock) {
    this.wording = wording;
    this.institutions = institutions;
    this.settings = settings;
    this.smsParts = smsParts;
    this.clock = clock;
  }

  @Override
  public Prepared prepare(Row row, RequestFile file) {
    RequestFacts facts = file.facts();
    if (file.erased()) {
      return new Prepared.Forgotten();
    }
    if (facts == null) {
      return new Prepared.NotYet();
    }
    return row.message().recipient() instanceof Recipient.Institution institution
        ? toInstitution(row, file, facts, institution.code())
        : toCitizen(row, file, facts);
  }

  private Prepared toCitizen(Row row, RequestFile file, RequestFacts facts) {
    PlannedMessage message = row.message();
    CitizenContact contact = null;
    if (facts.contactPart() != null) {
      if (file.isGone(facts.contactPart())) {
        return new Prepared.Forgotten();
      }
      if (!(file.part(facts.contactPart()) instanceof CitizenContact there)) {
        return new Prepared.NotYet();
      }
      contact = there;
    }
    OwnerWords words = null;
    if (message.wordsPart() != null) {
      if (file.isGone(message.wordsPart())) {
        return new Prepared.Forgotten();
      }
      if (!(file.part(message.wordsPart()) instanceof OwnerWords there)) {
        return new Prepared.NotYet();
      }
      words = there;
    }
    MessageChannel channel = Objects.requireNonNull(row.channel());
    String to = address(channel, contact);
    if (to == null) {
      return new Prepared.NoWay("NO_ADDRESS");
    }
    Language language = facts.language();
    Map<String, String> values = values(message, facts, contact, words);
    Template template = wording.message(language, message.purpose(), channel);
    Template.Filled filled = MessageText.fill(template, values);
    String subject = filled.subject() == null ? headline(message, facts) : filled.subject();
    String text =
        switch (channel) {
          case SMS -> MessageText.fillSms(template, values, smsParts).text();
          case WHATSAPP -> MessageText.fillWithin(template, values, WhatsAppCloud.MOST_CHARACTERS);
          case EMAIL, PUSH, CIMER_EXPORT, WEBHOOK, NONE -> filled.body();
        };
    boolean sameDoor =
        channel == MessageChannel.EMAIL && facts.channel() == Channel.MAIL
            || channel == MessageChannel.WHATSAPP && facts.channel() == Channel.WHATSAPP;
    return new Prepared.Ready(
        new Letter(
            row.id(),
            message.requestId(),
            message.purpose(),
            language,
            to,
            sameDoor && contact != null ? contact.replyTo() : null,
            sameDoor && contact != null ? contact.subject() : null,
            subject,
            text,
            channel == MessageChannel.WHATSAPP && (row.template() || windowClosed(facts))
                ? List.of(value(values, "code"), subject, value(values, "url"))
                : null,
            null));
  }

  /** Short texts have no headline of their own; the longer one's serves the template. */
  private String headline(PlannedMessage message, RequestFacts facts) {
    Template full = wording.message(facts.language(), message.purpose(), MessageChannel.EMAIL);
    String code = message.requestId().trackingCode().value();
    String subject = MessageText.fill(full, Map.of("code", code)).subject();
    return subject == null ? code : subject;
  }

  private boolean windowClosed(RequestFacts facts) {
    Instant last = facts.lastInbound();
    return last == null || clock.instant().isAfter(last.plus(WINDOW));
  }

  private static @Nullable String address(
      MessageChannel channel, @Nullable CitizenContact contact) {
    return switch (channel) {
      case NONE -> "";
      case CIMER_EXPORT ->
          contact == null || contact.cimerNumber() == null ? "" : contact.cimerNumber();
      case EMAIL -> contact == null ? null : contact.email();
      case SMS -> contact == null ? null : contact.phone();
      case WHATSAPP -> contact == null ? null : contact.whatsapp();
      case PUSH -> contact == null ? null : contact.pushToken();
      case WEBHOOK -> null;
    };
  }

  private Map<String, String> values(
      PlannedMessage message,
      RequestFacts facts,
      @Nullable CitizenContact contact,
      @Nullable OwnerWords words) {
    Language language = facts.language();
    var values = new HashMap<String, String>();
    String code = message.requestId().trackingCode().value();
    values.put("code", code);
    values.put("url", settings.trackingPage() + code);
    if (message.owner() != null) {
      values.put("owner", wording.owner(message.owner(), language));
    }
    if (message.outcome() != null) {
      values.put("outcome", wording.outcome(message.outcome(), language));
    }
    if (message.reason() != null) {
      values.put("reason", wording.reason(message.reason(), language));
    }
    LocalDate date = message.date();
    if (date != null) {
      values.put("date", date.format(Objects.requireNonNull(DAY.get(language))));
    }
    if (contact != null && contact.subject() != null) {
      values.put("subject", contact.subject());
    }
    if (words != null) {
      put(values, "answer", words.answer());
      put(values, "question", words.question());
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value.strip());
    }
  }

  private static String value(Map<String, String> values, String name) {
    return values.getOrDefault(name, "");
  }

  /** The work itself: the words and the place, and nothing that says who wrote. */
  private Prepared toInstitution(
      Row row, RequestFile file, RequestFacts facts, OwnerCode institution) {
    Institutions.Way way = institutions.way(institution, row.message().step());
    if (way == null || way.channel() != row.channel()) {
      return new Prepared.NoWay("NO_ADDRESS");
    }
    if (file.isGone(facts.wordsPart())) {
      return new Prepared.Forgotten();
    }
    if (!(file.part(facts.wordsPart()) instanceof CitizenWords words)) {
      return new Prepared.NotYet();
    }
    PlannedMessage message = row.message();
    CitizenWords later = null;
    if (message.wordsPart() != null) {
      if (file.isGone(message.wordsPart())) {
        return new Prepared.Forgotten();
      }
      if (!(file.part(message.wordsPart()) instanceof CitizenWords there)) {
        return new Prepared.NotYet();
      }
      later = there;
    }
    String code = message.requestId().trackingCode().value();
    // no link: whoever has it can object and withdraw as the citizen
    Map<String, String> values =
        Map.of(
            "code",
            code,
            "owner",
            wording.owner(institution, Language.TR),
            "text",
            words.text(),
            "answer",
            later == null ? "" : later.text(),
            "subject",
            words.subject() == null ? "" : words.subject(),
            "place",
            placeInWords(words.place()));
    Template.Filled filled =
        MessageText.fill(wording.message(Language.TR, MessagePurpose.WORK, way.channel()), values);
    return new Prepared.Ready(
        new Letter(
            row.id(),
            message.requestId(),
            MessagePurpose.WORK,
            Language.TR,
            way.to(),
            null,
            null,
            filled.subject() == null ? code : filled.subject(),
            filled.body(),
            null,
            data(row, facts, institution, words, later)));
  }

  private static String placeInWords(@Nullable Place place) {
    if (place == null) {
      return "";
    }
    var words = new StringBuilder();
    for (String part : new String[] {place.neighbourhood(), place.address(), place.district()}) {
      if (part != null && !part.isBlank()) {
        words.append(words.isEmpty() ? "" : ", ").append(part.strip());
      }
    }
    if (place.hasPoint()) {
      words.append(
          String.format(
              Locale.ROOT, "%s(%.5f, %.5f)", words.isEmpty() ? "" : " ", place.lat(), place.lon()));
    }
    return words.toString();
  }

  private static Map<String, Object> data(
      Row row,
      RequestFacts facts,
      OwnerCode institution,
      CitizenWords words,
      @Nullable CitizenWords later) {
    var data = new LinkedHashMap<String, Object>();
    data.put("id", row.message().cause().value());
    data.put("requestId", row.message().requestId().value());
    data.put("trackingCode", row.message().requestId().trackingCode().value());
    data.put("institution", institution.value());
    data.put("kind", facts.kind().name());
    data.put("submittedAt", facts.submittedAt().toString());
    data.put("text", words.text());
    if (words.subject() != null) {
      data.put("subject", words.subject());
    }
    if (words.place() != null) {
      data.put("place", words.place());
    }
    if (later != null) {
      data.put("added", later.text());
    }
    return data;
  }
}
