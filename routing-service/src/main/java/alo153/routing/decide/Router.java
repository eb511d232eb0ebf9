package alo153.routing.decide;

import alo153.city.CityPack;
import alo153.city.District;
import alo153.city.Neighbourhood;
import alo153.city.OwnerInfo;
import alo153.city.RoutingRule;
import alo153.city.TurkishText;
import alo153.events.Alternate;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import alo153.events.Kind;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.RequestAssigned.DecidedBy;
import alo153.events.RequestSubmitted;
import alo153.events.RoadClass;
import alo153.events.TriageRequested.Queue;
import alo153.events.TriageRequested.Reason;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.Place;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose work is it: a request's facts against the rules of the city. */
public final class Router {
  /** The district was read from the words; beside the names of {@link DistrictSource}. */
  private static final String FROM_WORDS = "WORDS";

  private final CityPack city;
  private final Rules rules;
  private final Explanations explanations;

  public Router(CityPack city, Rules rules) {
    this.city = city;
    this.rules = rules;
    this.explanations = new Explanations(city);
  }

  /**
   * A request as far as it was said.
   *
   * @param chosen the topic somebody chose; null when nobody did
   * @param folded the citizen's words and the address, folded; empty when they are gone
   * @param district where; null when unknown
   * @param districtFrom what the district was taken from
   * @param roadClass as stated; null when not
   * @param lat latitude of the place; null together with {@code lon}
   * @param lon longitude
   */
  public record Question(
      @Nullable CategoryCode chosen,
      String folded,
      @Nullable DistrictCode district,
      DistrictSource districtFrom,
      @Nullable RoadClass roadClass,
      Kind kind,
      Channel channel,
      @Nullable Double lat,
      @Nullable Double lon) {}

  /** Facts, and what else was noticed on the way to them. */
  private record Understood(
      Facts facts, List<CategoryCode> rivals, @Nullable DistrictCode nearest) {}

  public Rules rules() {
    return rules;
  }

  /**
   * @param words null when they are gone or never came: what was chosen decides alone
   */
  public Decision decide(RequestSubmitted submitted, @Nullable CitizenWords words) {
    Place place = words == null ? null : words.place();
    String folded = words == null ? "" : words.folded();
    if (words != null && words.subject() != null) {
      folded = TurkishText.fold(words.subject()) + " " + folded;
    }
    if (place != null && place.address() != null) {
      folded = folded + " . " + TurkishText.fold(place.address());
    }
    return decide(
        new Question(
            submitted.category(),
            folded,
            submitted.district(),
            submitted.districtSource(),
            submitted.roadClass(),
            submitted.kind(),
            submitted.channel(),
            place == null ? null : place.lat(),
            place == null ? null : place.lon()));
  }

  public Decision decide(Question question) {
    Understood understood = understand(question);
    return decide(understood.facts(), understood.rivals(), understood.nearest());
  }

  /** The same decision from the facts alone, as they stand in the log. */
  public Decision decide(Facts facts) {
    return decide(facts, List.of(), null);
  }

  private Decision decide(Facts facts, List<CategoryCode> rivals, @Nullable DistrictCode nearest) {
    Optional<RoutingRule> found = rules.match(facts);
    if (found.isEmpty()) {
      Optional<Decision> common = commonOwner(facts, rivals);
      if (common.isPresent()) {
        return common.get();
      }
      return facts.outsideCity()
          ? undecided(
              Reason.OUTSIDE_CITY,
              facts,
              explanations.outsideCity(facts),
              suggestions(asIfInside(facts, nearest), rivals))
          : undecided(
              Reason.NO_OWNER,
              facts,
              facts.category() == null
                  ? explanations.nothingUnderstood(facts, rivals)
                  : explanations.noRule(facts),
              suggestions(facts, rivals));
    }
    return byRule(found.get(), facts);
  }

  private Decision byRule(RoutingRule rule, Facts asked) {
    Facts facts =
        asked.category() == null && rule.category() != null
            ? asked.with(rule.category(), Facts.CategoryFrom.RULE)
            : asked;
    List<Alternate> candidates = candidates(rule, facts);
    if (rule.owner() == null || facts.category() == null) {
      return undecided(
          facts.outsideCity() ? Reason.OUTSIDE_CITY : Reason.NO_OWNER,
          facts,
          explanations.because(facts, rule.explanation()),
          candidates);
    }
    Optional<Owner> owner = owner(rule.owner(), facts);
    if (owner.isEmpty()) {
      return undecided(
          Reason.OWNER_UNKNOWN,
          facts,
          needsDistrict(rule, facts)
              ? explanations.districtNeeded(facts)
              : explanations.ownerNotOnRecord(facts),
          candidates);
    }
    return assigned(
        owner.get(), rule, facts, explanations.because(facts, rule.explanation()), candidates);
  }

  /**
   * Several topics are as likely, and whichever is meant, the rules name the same owner: then the
   * owner is certain although the topic is not. The first of the topics stands for all.
   */
  private Optional<Decision> commonOwner(Facts facts, List<CategoryCode> rivals) {
    if (rivals.isEmpty() || facts.outsideCity()) {
      return Optional.empty();
    }
    var owners = new HashSet<Optional<Owner>>();
    for (CategoryCode rival : rivals) {
      Facts asRival = facts.with(rival, Facts.CategoryFrom.ONE_OF_SEVERAL);
      owners.add(rules.match(asRival).flatMap(rule -> ownerBy(rule, asRival)));
    }
    Optional<Owner> common = owners.iterator().next();
    if (owners.size() > 1 || common.isEmpty()) {
      return Optional.empty();
    }
    Facts asFirst = facts.with(rivals.get(0), Facts.CategoryFrom.ONE_OF_SEVERAL);
    return rules
        .match(asFirst)
        .map(
            rule ->
                assigned(
                    common.get(),
                    rule,
                    asFirst,
                    explanations.commonOwner(asFirst, rivals, rule.explanation()),
                    suggestions(facts, rivals)));
  }

  private Decision assigned(
      Owner owner,
      RoutingRule rule,
      Facts facts,
      BilingualText explanation,
      List<Alternate> candidates) {
    return new Decision.Assigned(
        owner,
        Objects.requireNonNull(facts.category()),
        rule.id(),
        rules.version(),
        DecidedBy.RULE,
        facts.asMap(),
        explanation,
        candidates.stream().filter(other -> !other.owner().equals(owner)).toList(),
        0);
  }

  private static boolean needsDistrict(RoutingRule rule, Facts facts) {
    return rule.owner() != null
        && rule.owner().contains(RoutingRule.DISTRICT)
        && facts.district() == null;
  }

  private Decision undecided(
      Reason reason, Facts facts, BilingualText explanation, List<Alternate> suggestions) {
    return new Decision.Undecided(
        Queue.TRIAGE,
        reason,
        facts.category(),
        rules.version(),
        facts.asMap(),
        explanation,
        suggestions,
        0);
  }

  /** What the rules would say of each topic that may be meant. */
  private List<Alternate> suggestions(Facts facts, List<CategoryCode> rivals) {
    var all = new LinkedHashMap<Owner, Alternate>();
    if (facts.category() != null) {
      rules
          .match(facts)
          .ifPresent(
              rule -> candidates(rule, facts).forEach(one -> all.putIfAbsent(one.owner(), one)));
    }
    for (CategoryCode rival : rivals) {
      Facts asRival = facts.with(rival, Facts.CategoryFrom.ONE_OF_SEVERAL);
      rules
          .match(asRival)
          .ifPresent(
              rule -> candidates(rule, asRival).forEach(one -> all.putIfAbsent(one.owner(), one)));
    }
    return List.copyOf(all.values());
  }

  /** The rule's owner and its alternates, as far as the facts name them. */
  private List<Alternate> candidates(RoutingRule rule, Facts facts) {
    var all = new LinkedHashMap<Owner, Alternate>();
    ownerBy(rule, facts)
        .ifPresent(owner -> all.put(owner, new Alternate(owner, rule.id(), rule.explanation())));
    for (RoutingRule.Alternate other : rule.alternates()) {
      owner(other.owner(), facts)
          .ifPresent(owner -> all.putIfAbsent(owner, new Alternate(owner, rule.id(), other.why())));
    }
    return List.copyOf(all.values());
  }

  private Optional<Owner> ownerBy(RoutingRule rule, Facts facts) {
    return Optional.ofNullable(rule.owner()).flatMap(template -> owner(template, facts));
  }

  /** Empty when the district is needed and unknown, or the city does not know the owner. */
  private Optional<Owner> owner(String template, Facts facts) {
    String code = template;
    if (template.contains(RoutingRule.DISTRICT)) {
      if (facts.district() == null) {
        return Optional.empty();
      }
      code = template.replace(RoutingRule.DISTRICT, facts.district().value());
    }
    return city.owner(new OwnerCode(code)).map(OwnerInfo::owner);
  }

  private static Facts asIfInside(Facts facts, @Nullable DistrictCode nearest) {
    return new Facts(
        facts.category(),
        facts.categoryFrom(),
        facts.words(),
        nearest == null ? facts.district() : nearest,
        facts.districtFrom(),
        facts.roadClass(),
        facts.roadClassFrom(),
        facts.kind(),
        facts.channel(),
        false);
  }

  private Understood understand(Question question) {
    Lexicon.Reading reading = rules.lexicon().read(question.folded());
    CategoryCode chosen =
        Optional.ofNullable(question.chosen())
            .filter(code -> city.category(code).isPresent())
            .orElse(null);
    CategoryCode category = chosen == null ? reading.category() : chosen;
    Facts.CategoryFrom categoryFrom =
        chosen != null
            ? Facts.CategoryFrom.CHOSEN
            : category != null ? Facts.CategoryFrom.WORDS : Facts.CategoryFrom.NONE;
    Optional<RoadWords.Found> road = RoadWords.read(question.folded());
    Facts.RoadClassFrom roadFrom =
        question.roadClass() != null
            ? Facts.RoadClassFrom.STATED
            : road.map(
                    found ->
                        found.weak() ? Facts.RoadClassFrom.WEAK_WORDS : Facts.RoadClassFrom.WORDS)
                .orElse(Facts.RoadClassFrom.NONE);
    DistrictCode district = question.district();
    String districtFrom = question.districtFrom().name();
    if (district == null && question.districtFrom() == DistrictSource.UNKNOWN) {
      district = districtInWords(question.folded()).orElse(null);
      districtFrom = district == null ? districtFrom : FROM_WORDS;
    }
    boolean outside = question.districtFrom() == DistrictSource.OUTSIDE_CITY;
    var facts =
        new Facts(
            category,
            categoryFrom,
            reading.words(),
            district,
            districtFrom,
            question.roadClass() != null
                ? question.roadClass()
                : road.map(RoadWords.Found::roadClass).orElse(null),
            roadFrom,
            question.kind(),
            question.channel(),
            outside);
    return new Understood(
        facts,
        chosen == null ? reading.rivals() : List.of(),
        outside && question.lat() != null && question.lon() != null
            ? city.places().nearest(question.lat(), question.lon()).map(District::code).orElse(null)
            : null);
  }

  /** The one district the words name, or the district of the one neighbourhood they name. */
  private Optional<DistrictCode> districtInWords(String folded) {
    if (folded.isEmpty()) {
      return Optional.empty();
    }
    return city.places()
        .mentioned(folded)
        .map(District::code)
        .or(
            () -> {
              List<DistrictCode> there =
                  city.places().neighbourhoods(folded).stream()
                      .map(Neighbourhood::district)
                      .distinct()
                      .toList();
              return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
            });
  }
}
