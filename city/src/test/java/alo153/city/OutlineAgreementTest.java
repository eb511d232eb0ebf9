package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.io.geojson.GeoJsonReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our own outlines against simplified public ones, where those lie beside the project. */
class OutlineAgreementTest {
  private static final Path REFERENCE = Path.of("../../shared/data/geo/sakarya_ilceler.geojson");

  @Test
  void mostPointsOfTheProvinceLieInTheSameDistrict() throws Exception {
    assumeTrue(Files.exists(REFERENCE), "skipped: no reference outlines beside the project");
    CityPack city = CityPack.load(null);
    Map<String, PreparedGeometry> reference = reference();
    var geometries = new GeometryFactory();
    int same = 0;
    int inBoth = 0;
    for (double lon = 29.9; lon < 31.05; lon += 0.01) {
      for (double lat = 40.25; lat < 41.25; lat += 0.01) {
        var point = geometries.createPoint(new Coordinate(lon, lat));
        Optional<String> expected =
            reference.entrySet().stream()
                .filter(outline -> outline.getValue().covers(point))
                .map(Map.Entry::getKey)
                .findFirst();
        Optional<String> found = city.places().at(lat, lon).map(District::name);
        if (expected.isPresent() && found.isPresent()) {
          inBoth++;
          same += expected.equals(found) ? 1 : 0;
        }
      }
    }
    System.out.printf(
        "outlines: %d of %d points in the same district (%.1f %%)%n",
        same, inBoth, 100.0 * same / inBoth);
    assertThat(same).isGreaterThan(inBoth * 80 / 100);
  }

  private static Map<String, PreparedGeometry> reference() throws Exception {
    var outlines = new LinkedHashMap<String, PreparedGeometry>();
    for (JsonNode feature :
        JsonMapper.builder().build().readTree(Files.readString(REFERENCE)).path("features")) {
      outlines.put(
          feature.path("properties").path("ilceadi").asString(),
          PreparedGeometryFactory.prepare(
              new GeoJsonReader().read(feature.path("geometry").toString())));
    }
    return outlines;
  }
}
