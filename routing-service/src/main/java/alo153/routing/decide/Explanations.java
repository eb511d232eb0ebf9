package alo153.routing.decide;

import alo153.city.Category;
import alo153.city.CityPack;
import alo153.city.District;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.RoadClass;
import java.util.ArrayList;
import java.util.List;

/** Says in words anyone can read what was looked at and what follows from it. */
final class Explanations {
  private final CityPack city;

  Explanations(CityPack city) {
    this.city = city;
  }

  /** What was looked at, then what the rule says. */
  BilingualText because(Facts facts, BilingualText rule) {
    BilingualText seen = seen(facts);
    return new BilingualText(seen.tr() + " " + rule.tr(), seen.en() + " " + rule.en());
  }

  BilingualText nothingUnderstood(Facts facts, List<CategoryCode> rivals) {
    if (rivals.isEmpty()) {
      return because(
          facts,
          new BilingualText(
              "Konusu anlaşılamadı; masa karar verecek.",
              "The topic could not be understood; the desk decides."));
    }
    return because(
        facts,
        new BilingualText(
            "Birden çok konu eşit ölçüde olası ("
                + String.join(", ", rivals.stream().map(code -> category(code).tr()).toList())
                + "); masa karar verecek.",
            "Several topics are equally likely ("
                + String.join(", ", rivals.stream().map(code -> category(code).en()).toList())
                + "); the desk decides."));
  }

  BilingualText noRule(Facts facts) {
    return because(
        facts,
        new BilingualText(
            "Bu duruma uyan bir kural yok; masa karar verecek.",
            "No rule fits; the desk decides."));
  }

  BilingualText outsideCity(Facts facts) {
    return because(
        facts,
        new BilingualText(
            "Bildirilen yer il sınırının dışında; masa karar verecek.",
            "The place lies outside the province; the desk decides."));
  }

  BilingualText districtNeeded(Facts facts) {
    return because(
        facts,
        new BilingualText(
            "Sorumlu birimi ya da kurumu belirlemek için ilçe bilgisi gerekli; masa karar verecek.",
            "The district is needed to name who is responsible; the desk decides."));
  }

  BilingualText ownerNotOnRecord(Facts facts) {
    return because(
        facts,
        new BilingualText(
            "Kuralın adını verdiği birim ya da kurum kayıtlı değil; masa karar verecek.",
            "The department or institution the rule names is not on record; the desk decides."));
  }

  /** Whichever of the topics is meant, the same owner has it. */
  BilingualText commonOwner(Facts facts, List<CategoryCode> rivals, BilingualText rule) {
    return because(
        facts,
        new BilingualText(
            "Birden çok konu eşit ölçüde olası ("
                + String.join(", ", rivals.stream().map(code -> category(code).tr()).toList())
                + "); hepsinin sorumlusu aynı, konu olarak ilki yazıldı. "
                + rule.tr(),
            "Several topics are equally likely ("
                + String.join(", ", rivals.stream().map(code -> category(code).en()).toList())
                + "); all have the same owner, and the first stands for them. "
                + rule.en()));
  }

  private BilingualText seen(Facts facts) {
    var tr = new ArrayList<String>();
    var en = new ArrayList<String>();
    if (facts.category() == null) {
      tr.add("Konu: belirsiz");
      en.add("Topic: unclear");
    } else {
      BilingualText name = category(facts.category());
      BilingualText from = from(facts.categoryFrom(), String.join(", ", facts.words()));
      tr.add("Konu: " + name.tr() + from.tr());
      en.add("Topic: " + name.en() + from.en());
    }
    if (facts.district() != null) {
      String name =
          city.district(facts.district()).map(District::name).orElse(facts.district().value());
      tr.add("ilçe: " + name);
      en.add("district: " + name);
    }
    if (facts.roadClass() != null) {
      BilingualText road = road(facts.roadClass());
      BilingualText from = from(facts.roadClassFrom());
      tr.add("yol: " + road.tr() + from.tr());
      en.add("road: " + road.en() + from.en());
    }
    return new BilingualText(String.join("; ", tr) + ".", String.join("; ", en) + ".");
  }

  private BilingualText category(CategoryCode code) {
    return city.category(code)
        .map(Category::name)
        .orElse(new BilingualText(code.value(), code.value()));
  }

  private static BilingualText from(Facts.CategoryFrom from, String words) {
    return switch (from) {
      case CHOSEN -> new BilingualText(" (başvuruda seçildi)", " (chosen in the request)");
      case WORDS, ONE_OF_SEVERAL ->
          new BilingualText(
              " (metinden anlaşıldı: " + words + ")", " (from the words: " + words + ")");
      case RULE -> new BilingualText(" (kural belirledi)", " (set by the rule)");
      case DESK -> new BilingualText(" (masa belirledi)", " (set by the desk)");
      case NONE -> new BilingualText("", "");
    };
  }

  private static BilingualText from(Facts.RoadClassFrom from) {
    return switch (from) {
      case STATED, NONE -> new BilingualText("", "");
      case WORDS -> new BilingualText(" (metinden anlaşıldı)", " (from the words)");
      case WEAK_WORDS -> new BilingualText(" (metne göre olası)", " (likely, from the words)");
    };
  }

  private static BilingualText road(RoadClass road) {
    return switch (road) {
      case MOTORWAY -> new BilingualText("otoyol", "motorway");
      case STATE_ROAD -> new BilingualText("devlet yolu", "state road");
      case MAIN_ROAD -> new BilingualText("ana yol", "main road");
      case SIDE_STREET -> new BilingualText("ara sokak", "side street");
    };
  }
}
