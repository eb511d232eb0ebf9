package alo153.city;

import alo153.events.Channel;
import alo153.events.Kind;
import alo153.events.MessagePurpose;
import alo153.events.Outcome;
import alo153.events.Regime;
import alo153.events.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nothing is left unsaid in either language, and both have the same places to fill in. */
final class TextsCheck {
  private final String file;
  private final Texts.InOneLanguage texts;

  private TextsCheck(String file, Texts.InOneLanguage texts) {
    this.file = file;
    this.texts = texts;
  }

  static void check(Texts.InOneLanguage turkish, Texts.InOneLanguage english) {
    new TextsCheck(PackFiles.TEXTS_TR, turkish).run();
    new TextsCheck(PackFiles.TEXTS_EN, english).run();
    for (MessagePurpose purpose : MessagePurpose.values()) {
      Texts.Forms tr = turkish.messages().get(purpose);
      Texts.Forms en = english.messages().get(purpose);
      same(purpose + "/long", tr.full(), en.full());
      same(purpose + "/short", tr.brief(), en.brief());
      same(purpose + "/push", tr.push(), en.push());
    }
  }

  private void run() {
    complete("status", texts.status(), Status.values());
    complete("outcome", texts.outcome(), Outcome.values());
    complete("kind", texts.kind(), Kind.values());
    complete("channel", texts.channel(), Channel.values());
    complete("regime", texts.regime(), Regime.values());
    complete("messages", texts.messages(), MessagePurpose.values());
    texts
        .messages()
        .forEach(
            (purpose, forms) -> {
              places(purpose + "/long", forms.full());
              places(purpose + "/short", forms.brief());
              places(purpose + "/push", forms.push());
            });
  }

  private <K> void complete(String what, Map<K, ?> map, K[] all) {
    for (K one : all) {
      if (!map.containsKey(one)) {
        throw new CityPackException(file + ": " + what + "/" + one + " is missing; write it");
      }
    }
  }

  private void places(String what, @Nullable Template template) {
    if (template != null) {
      for (String place : template.places()) {
        if (!Template.PLACES.contains(place)) {
          throw new CityPackException(
              file + ": messages/" + what + " has {" + place + "}, which nobody fills in");
        }
      }
    }
  }

  private static void same(String what, Template tr, Template en) {
    if (!tr.places().equals(en.places()) || (tr.subject() == null) != (en.subject() == null)) {
      throw new CityPackException(
          PackFiles.TEXTS_EN
              + ": messages/"
              + what
              + " has "
              + en.places()
              + ", but the Turkish text has "
              + tr.places()
              + "; make them the same");
    }
  }
}
