package alo153.city;

import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.OwnerCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.geojson.GeoJsonReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From files to the things of a city. */
final class PackReader {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PackFiles files;

  PackReader(PackFiles files) {
    this.files = files;
  }

  CityFile.City city() {
    return files.yaml(PackFiles.CITY, CityFile.City.class);
  }

  String version() {
    return files.version();
  }

  /**
   * A GeoJSON FeatureCollection; each feature has the properties {@code code} and {@code name}, and
   * may have {@code centre} and {@code alsoAWord}.
   */
  Map<DistrictCode, District> districts() {
    var districts = new ArrayList<District>();
    var reader = new GeoJsonReader();
    try {
      for (JsonNode feature : JSON.readTree(files.text(PackFiles.DISTRICTS)).path("features")) {
        JsonNode properties = feature.path("properties");
        String name = properties.path("name").asString("");
        String code = properties.path("code").asString("");
        if (name.isBlank() || code.isBlank()) {
          throw new CityPackException(
              PackFiles.DISTRICTS + ": a feature has no property 'code' or 'name'; add both");
        }
        Geometry outline = reader.read(feature.path("geometry").toString());
        if (!outline.isValid() || outline.isEmpty() || outline.getDimension() != 2) {
          throw new CityPackException(
              PackFiles.DISTRICTS
                  + ": the outline of '"
                  + code
                  + "' is not a valid polygon (it is empty or crosses itself); draw it anew");
        }
        districts.add(
            new District(
                new DistrictCode(code),
                name,
                outline,
                properties.path("centre").asBoolean(false),
                properties.path("alsoAWord").asBoolean(false)));
      }
    } catch (JacksonException | ParseException | IllegalArgumentException e) {
      throw new CityPackException(
          PackFiles.DISTRICTS
              + " is not a GeoJSON FeatureCollection of polygons: "
              + e.getMessage(),
          e);
    }
    return CityPack.index(PackFiles.DISTRICTS, districts, District::code);
  }

  /** Lines of {@code district,name}; the first line is a heading. */
  List<Neighbourhood> neighbourhoods(Collection<District> districts) {
    Map<String, District> known =
        districts.stream()
            .collect(Collectors.toMap(district -> district.code().value(), Function.identity()));
    var neighbourhoods = new ArrayList<Neighbourhood>();
    int number = 0;
    for (String line : files.text(PackFiles.NEIGHBOURHOODS).lines().toList()) {
      number++;
      if (number == 1 || line.isBlank()) {
        continue;
      }
      String[] cells = line.split(",", 2);
      District district = known.get(cells[0].strip());
      if (district == null || cells.length < 2 || cells[1].isBlank()) {
        throw new CityPackException(
            PackFiles.NEIGHBOURHOODS
                + ", line "
                + number
                + ": '"
                + line
                + "' is not 'district code,name' of a district in "
                + PackFiles.DISTRICTS);
      }
      neighbourhoods.add(new Neighbourhood(district.code(), cells[1].strip()));
    }
    return List.copyOf(neighbourhoods);
  }

  Map<OwnerCode, Department> departments() {
    return CityPack.index(
        PackFiles.DEPARTMENTS,
        files.yaml(PackFiles.DEPARTMENTS, CityFile.Departments.class).departments(),
        Department::code);
  }

  Map<OwnerCode, Institution> institutions(Collection<District> districts) {
    CityFile.Institutions file = files.yaml(PackFiles.INSTITUTIONS, CityFile.Institutions.class);
    var all = new ArrayList<>(file.institutions());
    CityFile.DistrictMunicipalities each = file.districtMunicipalities();
    if (each != null) {
      districts.stream().map(each::of).forEach(all::add);
    }
    return CityPack.index(PackFiles.INSTITUTIONS, all, Institution::code);
  }

  CityFile.Categories categories() {
    return files.yaml(PackFiles.CATEGORIES, CityFile.Categories.class);
  }

  Map<CategoryCode, Category> byCode(List<Category> categories) {
    return CityPack.index(PackFiles.CATEGORIES, categories, Category::code);
  }

  CityFile.Rules rules() {
    return files.yaml(PackFiles.RULES, CityFile.Rules.class);
  }

  WorkingCalendar calendar(ZoneId zone) {
    CityFile.Calendar file = files.yaml(PackFiles.CALENDAR, CityFile.Calendar.class);
    try {
      return new WorkingCalendar(
          file.version() + "-" + files.version(PackFiles.CALENDAR),
          zone,
          file.week(),
          file.daysOff(),
          file.knownUntil());
    } catch (IllegalArgumentException e) {
      throw new CityPackException(PackFiles.CALENDAR + ": " + e.getMessage(), e);
    }
  }

  ReasonCodes reasons() {
    return new ReasonCodes(files.yaml(PackFiles.REASONS, CityFile.Reasons.class).reasons());
  }

  Texts texts() {
    Texts.InOneLanguage turkish = files.yaml(PackFiles.TEXTS_TR, Texts.InOneLanguage.class);
    Texts.InOneLanguage english = files.yaml(PackFiles.TEXTS_EN, Texts.InOneLanguage.class);
    TextsCheck.check(turkish, english);
    return new Texts(turkish, english);
  }
}
