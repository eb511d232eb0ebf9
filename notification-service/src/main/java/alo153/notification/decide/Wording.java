package alo153.notification.decide;

import alo153.city.Template;
import alo153.events.Language;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.OwnerCode;

/** The city's own words for messages. */
public interface Wording {
  /** A message with places for values, in the length that suits the channel. */
  Template message(Language language, MessagePurpose purpose, MessageChannel channel);

  /** What an owner is called; its code when the city pack does not know it. */
  String owner(OwnerCode code, Language language);

  /** What a reason code means; empty when the city pack does not know it. */
  String reason(String code, Language language);

  /** What became of the matter. */
  String outcome(Outcome outcome, Language language);
}
