package alo153.notification.out;

import alo153.city.CityPack;
import alo153.city.Institution;
import alo153.city.Institution.Delivery;
import alo153.city.Template;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.notification.decide.Wording;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The city pack's words and ways. */
final class CityWords implements Wording, Institutions {
  private final CityPack city;
  private final @Nullable URI relay;

  /**
   * @param relay where all webhooks go instead; null to use the city pack's addresses
   */
  CityWords(CityPack city, @Nullable URI relay) {
    this.city = city;
    this.relay = relay;
  }

  @Override
  public Template message(Language language, MessagePurpose purpose, MessageChannel channel) {
    return city.texts().message(language, purpose, channel);
  }

  @Override
  public String owner(OwnerCode code, Language language) {
    return city.owner(code).map(owner -> owner.name().in(language)).orElse(code.value());
  }

  @Override
  public String reason(String code, Language language) {
    return city.reasons().find(code).map(reason -> reason.text().in(language)).orElse("");
  }

  @Override
  public String outcome(Outcome outcome, Language language) {
    return city.texts().outcome(outcome, language);
  }

  @Override
  public @Nullable Way way(OwnerCode institution, int step) {
    if (step > 0) {
      return null;
    }
    Delivery delivery = city.institution(institution).map(Institution::delivery).orElse(null);
    if (delivery instanceof Delivery.Mail mail) {
      return new Way(MessageChannel.EMAIL, mail.address());
    }
    if (delivery instanceof Delivery.Webhook webhook) {
      URI to = relay == null ? webhook.uri() : URI.create(relay + "/" + institution);
      return new Way(MessageChannel.WEBHOOK, to.toString());
    }
    return null;
  }
}
