package alo153.city;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.RoadClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose work it is; of a list of rules the first that fits wins.
 *
 * @param id names it in explanations; unique
 * @param when what must be so; all of it
 * @param category the topic of a request whose own was not understood, so that a rule by words
 *     alone can give it an owner; null leaves it open. A topic that was understood stays
 * @param owner an owner's code, where {@code {district}} stands for the code of the request's
 *     district, as in {@code {district}-belediyesi}; null means a person decides
 * @param explanation why, in words anyone can read
 * @param alternates who else it might be; the first is asked next
 */
public record RoutingRule(
    String id,
    Condition when,
    @Nullable CategoryCode category,
    @Nullable String owner,
    BilingualText explanation,
    List<Alternate> alternates) {
  /** In an owner's code stands for the code of the request's district. */
  public static final String DISTRICT = "{district}";

  public RoutingRule {
    when = when == null ? Condition.ANY : when;
    alternates = Lists.copy(alternates);
  }

  /** Whether it may give an owner to a request whose topic it neither asks for nor sets. */
  public boolean leavesTheTopicOpen() {
    return owner != null && category == null && when.categories().isEmpty();
  }

  /**
   * Somebody else.
   *
   * @param owner as in the rule
   * @param why in words
   */
  public record Alternate(String owner, BilingualText why) {}

  /**
   * What must be so; an empty list asks nothing.
   *
   * @param categories one of these topics
   * @param wordsAny one of these folded words or phrases stands in the text
   * @param wordsNone none of these does
   * @param districts one of these
   * @param roadClasses one of these; an unknown road is none of them
   * @param kinds one of these
   * @param channels one of these
   * @param outsideCity true: only outside the city; null or false: only inside, or unknown
   */
  public record Condition(
      List<CategoryCode> categories,
      List<String> wordsAny,
      List<String> wordsNone,
      List<DistrictCode> districts,
      List<RoadClass> roadClasses,
      List<Kind> kinds,
      List<Channel> channels,
      @Nullable Boolean outsideCity) {
    static final Condition ANY =
        new Condition(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null);

    public Condition {
      categories = Lists.copy(categories);
      wordsAny = Lists.copy(wordsAny).stream().map(TurkishText::fold).toList();
      wordsNone = Lists.copy(wordsNone).stream().map(TurkishText::fold).toList();
      districts = Lists.copy(districts);
      roadClasses = Lists.copy(roadClasses);
      kinds = Lists.copy(kinds);
      channels = Lists.copy(channels);
    }
  }
}
