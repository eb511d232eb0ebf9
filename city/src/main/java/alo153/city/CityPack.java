package alo153.city;

import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.OwnerCode;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that makes a city this city; read once at start, never changed after. */
public final class CityPack {
  private final String version;
  private final CityFile.City city;
  private final Map<DistrictCode, District> districts;
  private final List<Neighbourhood> neighbourhoods;
  private final Places places;
  private final Map<OwnerCode, Department> departments;
  private final Map<OwnerCode, Institution> institutions;
  private final Map<OwnerCode, OwnerInfo> owners = new LinkedHashMap<>();
  private final Map<String, BilingualText> groups;
  private final Map<CategoryCode, Category> categories;
  private final CityFile.Rules rules;
  private final WorkingCalendar calendar;
  private final ReasonCodes reasons;
  private final Texts texts;
  private final List<String> emergencyWords;
  private final DeadlineRules deadlines;

  private CityPack(PackReader reader) {
    this.city = reader.city();
    this.districts = reader.districts();
    this.neighbourhoods = reader.neighbourhoods(districts.values());
    this.places = new Places(List.copyOf(districts.values()), neighbourhoods);
    this.departments = reader.departments();
    this.institutions = reader.institutions(districts.values());
    departments.forEach((code, department) -> owners.put(code, OwnerInfo.of(department)));
    institutions.forEach((code, institution) -> owners.put(code, OwnerInfo.of(institution)));
    CityFile.Categories topics = reader.categories();
    this.groups = Collections.unmodifiableMap(new LinkedHashMap<>(topics.groups()));
    this.categories = reader.byCode(topics.categories());
    this.rules = reader.rules();
    this.calendar = reader.calendar(city.zone());
    this.reasons = reader.reasons();
    this.texts = reader.texts();
    this.emergencyWords = city.emergencyWords().stream().map(TurkishText::fold).toList();
    this.version = reader.version();
    this.deadlines = new DeadlineRules(this);
    new PackCheck(this).run();
  }

  /**
   * Reads a pack.
   *
   * @param folder a deployment's own; each file in it stands for the one of that name in Sakarya's
   *     pack. Null = Sakarya's
   * @throws CityPackException when something is missing, misspelt or contradictory
   */
  public static CityPack load(@Nullable Path folder) {
    return new CityPack(new PackReader(new PackFiles(folder)));
  }

  /** What the municipality calls itself. */
  public BilingualText name() {
    return city.name();
  }

  /** Hash of all files: another content is another version. */
  public String version() {
    return version;
  }

  public ZoneId zone() {
    return city.zone();
  }

  public Contacts contacts() {
    return city.contacts();
  }

  public KvkkNotice kvkkNotice() {
    return city.kvkkNotice();
  }

  /** What is promised for a topic that was not understood. */
  public ServiceLevel defaultServiceLevel() {
    return city.defaultServiceLevel();
  }

  /** Folded words after which a citizen is shown the emergency number. */
  public List<String> emergencyWords() {
    return emergencyWords;
  }

  public List<District> districts() {
    return List.copyOf(districts.values());
  }

  public List<Neighbourhood> neighbourhoods() {
    return neighbourhoods;
  }

  public Places places() {
    return places;
  }

  public List<Department> departments() {
    return List.copyOf(departments.values());
  }

  public List<Institution> institutions() {
    return List.copyOf(institutions.values());
  }

  /** Topics in the order they are shown. */
  public List<Category> categories() {
    return List.copyOf(categories.values());
  }

  /** Names of the groups topics are shown under, by code, in that order. */
  public Map<String, BilingualText> groups() {
    return groups;
  }

  /** Whose work is it; the first that fits wins. */
  public List<RoutingRule> rules() {
    return rules.rules();
  }

  /** What the pack calls its rule set. */
  public String rulesVersion() {
    return rules.version();
  }

  public WorkingCalendar calendar() {
    return calendar;
  }

  public DeadlineRules deadlines() {
    return deadlines;
  }

  public ReasonCodes reasons() {
    return reasons;
  }

  public Texts texts() {
    return texts;
  }

  public Optional<District> district(DistrictCode code) {
    return Optional.ofNullable(districts.get(code));
  }

  public Optional<Category> category(CategoryCode code) {
    return Optional.ofNullable(categories.get(code));
  }

  /** A department or an institution: a code names one of them only. */
  public Optional<OwnerInfo> owner(OwnerCode code) {
    return Optional.ofNullable(owners.get(code));
  }

  public Optional<Department> department(OwnerCode code) {
    return Optional.ofNullable(departments.get(code));
  }

  public Optional<Institution> institution(OwnerCode code) {
    return Optional.ofNullable(institutions.get(code));
  }

  /** The institution whose answers come from this mail address. */
  public Optional<Institution> institutionWritingFrom(String address) {
    return institutions.values().stream()
        .filter(institution -> institution.writesFrom(address))
        .findFirst();
  }

  /** In the file's order; a code that stands there twice is an error. */
  static <K, V> Map<K, V> index(String file, List<V> all, Function<V, K> code) {
    var index = new LinkedHashMap<K, V>();
    for (V one : all) {
      if (index.put(code.apply(one), one) != null) {
        throw new CityPackException(
            file + ": '" + code.apply(one) + "' stands there twice; remove one");
      }
    }
    return Collections.unmodifiableMap(index);
  }
}
