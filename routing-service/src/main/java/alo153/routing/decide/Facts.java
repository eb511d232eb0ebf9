package alo153.routing.decide;

import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.RoadClass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All a rule may look at, and all the log says about why: codes and words of the city pack, never a
 * word only the citizen used.
 *
 * @param category the topic; null when it was not understood
 * @param categoryFrom who or what says so
 * @param words words and phrases of the city pack and its rules that stand in the text; sorted
 * @param district where; null when unknown
 * @param districtFrom a name of {@link alo153.events.DistrictSource}, or {@code WORDS}
 * @param roadClass whose road; null when unknown
 * @param roadClassFrom who or what says so
 * @param kind what the citizen wants
 * @param channel the door
 * @param outsideCity the place lies outside the city
 */
public record Facts(
    @Nullable CategoryCode category,
    CategoryFrom categoryFrom,
    List<String> words,
    @Nullable DistrictCode district,
    String districtFrom,
    @Nullable RoadClass roadClass,
    RoadClassFrom roadClassFrom,
    Kind kind,
    Channel channel,
    boolean outsideCity) {

  /** How the topic was found. */
  public enum CategoryFrom {
    /** The citizen or the clerk chose it. */
    CHOSEN,
    /** The words tell. */
    WORDS,
    /** The words speak for several topics alike, and all of them lead to the same owner. */
    ONE_OF_SEVERAL,
    /** Nothing tells; the rule that fits sets it. */
    RULE,
    /** A person decided. */
    DESK,
    /** Nothing tells, or several topics are as likely. */
    NONE
  }

  /** How the road class was found. */
  public enum RoadClassFrom {
    STATED,
    WORDS,
    /** By a word that is used for several kinds of road, such as {@code cadde}. */
    WEAK_WORDS,
    NONE
  }

  public Facts {
    words = words.stream().sorted().distinct().toList();
  }

  /** The same with another topic. */
  Facts with(CategoryCode other, CategoryFrom from) {
    return new Facts(
        other,
        from,
        words,
        district,
        districtFrom,
        roadClass,
        roadClassFrom,
        kind,
        channel,
        outsideCity);
  }

  /** As an event carries them. */
  public Map<String, String> asMap() {
    var map = new TreeMap<String, String>();
    if (category != null) {
      map.put("category", category.value());
    }
    map.put("categoryFrom", categoryFrom.name());
    if (!words.isEmpty()) {
      map.put("words", String.join(", ", words));
    }
    if (district != null) {
      map.put("district", district.value());
    }
    map.put("districtSource", districtFrom);
    if (roadClass != null) {
      map.put("roadClass", roadClass.name());
    }
    map.put("roadClassFrom", roadClassFrom.name());
    map.put("kind", kind.name());
    map.put("channel", channel.name());
    map.put("outsideCity", Boolean.toString(outsideCity));
    return map;
  }

  /**
   * Reads what {@link #asMap} wrote; anything else in the map is left alone. A topic a rule set is
   * open again: other rules may set another.
   */
  public static Facts of(Map<String, String> map) {
    CategoryFrom from = CategoryFrom.valueOf(map.getOrDefault("categoryFrom", "NONE"));
    String category = from == CategoryFrom.RULE ? null : map.get("category");
    String words = map.getOrDefault("words", "");
    String district = map.get("district");
    String roadClass = map.get("roadClass");
    return new Facts(
        category == null ? null : new CategoryCode(category),
        from == CategoryFrom.RULE ? CategoryFrom.NONE : from,
        words.isEmpty() ? List.of() : Arrays.asList(words.split(", ")),
        district == null ? null : new DistrictCode(district),
        map.getOrDefault("districtSource", "UNKNOWN"),
        roadClass == null ? null : RoadClass.valueOf(roadClass),
        RoadClassFrom.valueOf(map.getOrDefault("roadClassFrom", "NONE")),
        Kind.valueOf(map.getOrDefault("kind", "REQUEST")),
        Channel.valueOf(map.getOrDefault("channel", "WEB")),
        Boolean.parseBoolean(map.getOrDefault("outsideCity", "false")));
  }
}
