package alo153.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import alo153.events.DistrictCode;
import alo153.events.DistrictSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

class PlacesTest {
  private static final CityPack CITY = CityPack.load(null);
  private static final Places PLACES = CITY.places();

  @ParameterizedTest
  @CsvSource({
    "adapazari, 40.780, 30.403", "akyazi, 40.685, 30.625", "arifiye, 40.713, 30.361",
    "erenler, 40.757, 30.415", "ferizli, 40.939, 30.485", "geyve, 40.507, 30.292",
    "hendek, 40.799, 30.748", "karapurcek, 40.642, 30.540", "karasu, 41.097, 30.690",
    "kaynarca, 41.031, 30.307", "kocaali, 41.054, 30.852", "pamukova, 40.508, 30.165",
    "sapanca, 40.691, 30.268", "serdivan, 40.766, 30.362", "sogutlu, 40.905, 30.475",
    "tarakli, 40.397, 30.493"
  })
  void aTownCentreLiesInItsOwnDistrict(String district, double lat, double lon) {
    assertThat(PLACES.at(lat, lon).map(District::code)).contains(new DistrictCode(district));
  }

  @Test
  void aPointInAnotherProvinceIsInNoDistrict() {
    assertThat(PLACES.at(41.015, 28.979)).isEmpty();
    assertThat(PLACES.inCity(39.92, 32.85)).isFalse();
    assertThat(PLACES.inCity(Double.NaN, 30.4)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"40.780, 30.403, 0, 0", "40.7654, 29.9408, 5, 30", "52.52, 13.405, 1750, 1850"})
  void howFarAPointLiesFromTheCityIsKnown(double lat, double lon, double least, double most) {
    assertThat(PLACES.kilometresFrom(lat, lon)).isBetween(least, most);
  }

  @Test
  void theNearestDistrictIsKnownFromOutside() {
    assertThat(PLACES.nearest(40.20, 30.50).map(District::code))
        .contains(new DistrictCode("tarakli"));
  }

  @Test
  void atAnEdgeAPointMayLieInTheDistrictBesideIt() {
    var here = new DistrictCode("serdivan");
    var beside = new DistrictCode("adapazari");
    Coordinate edge =
        outline(here).intersection(outline(beside)).getInteriorPoint().getCoordinate();
    Coordinate middle = outline(here).getInteriorPoint().getCoordinate();

    assertThat(PLACES.inOrAtEdge(here, edge.y, edge.x)).isTrue();
    assertThat(PLACES.inOrAtEdge(beside, edge.y, edge.x)).isTrue();
    assertThat(PLACES.inOrAtEdge(here, middle.y, middle.x)).isTrue();
    assertThat(PLACES.inOrAtEdge(beside, middle.y, middle.x)).isFalse();
    assertThat(PLACES.inOrAtEdge(new DistrictCode("elsewhere"), middle.y, middle.x)).isFalse();
  }

  private static Geometry outline(DistrictCode code) {
    return CITY.districts().stream()
        .filter(district -> district.code().equals(code))
        .findFirst()
        .orElseThrow()
        .outline();
  }

  @Test
  void districtsDoNotOverlap() {
    List<District> all = CITY.districts();
    for (District one : all) {
      for (District other : all) {
        if (one != other) {
          assertThat(one.outline().intersection(other.outline()).getArea())
              .as("%s and %s", one, other)
              .isCloseTo(0, within(1e-9));
        }
      }
    }
  }

  @Test
  void thereIsNoGapBetweenDistricts() {
    var outlines = new ArrayList<>(CITY.districts().stream().map(District::outline).toList());
    var whole = org.locationtech.jts.operation.union.UnaryUnionOp.union(outlines);

    assertThat(whole.getNumGeometries()).isEqualTo(1);
    assertThat(((org.locationtech.jts.geom.Polygon) whole).getNumInteriorRing()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hendek",
        "hendek",
        "HENDEK",
        "Hendek'te",
        "Hendek’teki",
        "hendekte",
        "Hendek ilçesi",
        "Sakarya / Hendek",
        "Yeni Mah. 12. Sk. No 5 Hendek",
        "Hendek'in merkezi",
        "hendekten"
      })
  void aDistrictIsNamedInManyWays(String text) {
    assertThat(PLACES.named(text).map(District::code)).contains(new DistrictCode("hendek"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "merkez",
        "Sapanca Caddesi",
        "Karasu yolu",
        "Erenler Mahallesi",
        "Hendek ve Akyazı",
        "Sapanca Caddesinde çöpler alınmadı",
        "Sapanca Caddesindeki çukur",
        "Karasu yolunda kaza oldu",
        "Erenler mahallesinde su yok",
        "Hendek sokağında çukur var",
        "Sapanca Sokağı'ndan geçilmiyor",
        "Adapazarı bulvarına ağaç dikilsin",
        "sokağımızda çukur var"
      })
  void whatDoesNotNameOneDistrictNamesNone(String text) {
    assertThat(PLACES.named(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hendek'te çöpler alınmadı",
        "hendekte çöpler alınmadı",
        "Hendek’in sokakları karanlık",
        "Hendek ilçesinde su yok",
        "Hendek belediyesi bakmıyor",
        "hendekteki park"
      })
  void aNameThatIsAWordTooCountsWhereItsFormTells(String text) {
    assertThat(PLACES.mentioned(text).map(District::code)).contains(new DistrictCode("hendek"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Yol kenarında derin bir hendek var",
        "Boru için hendek kazıp kapatmadılar",
        "hendeğe düşen köpek",
        "hendek de kazdılar"
      })
  void aDitchIsNotTheDistrict(String text) {
    assertThat(PLACES.mentioned(text)).isEmpty();
  }

  @Test
  void otherNamesNeedNoSpecialForm() {
    assertThat(PLACES.mentioned("Karasu sokaklarında köpek var").map(District::code))
        .contains(new DistrictCode("karasu"));
  }

  @Test
  void aPointTellsWhereThenTheNamesInTheirOrder() {
    assertThat(PLACES.locate(40.799, 30.748, "Sapanca", null, null))
        .isEqualTo(new Places.Located(new DistrictCode("hendek"), DistrictSource.POINT));
    assertThat(PLACES.locate(41.015, 28.979, "Sapanca", null, null))
        .isEqualTo(new Places.Located(null, DistrictSource.OUTSIDE_CITY));
    assertThat(PLACES.locate(null, null, "Sapanca", "Hendek", null))
        .isEqualTo(new Places.Located(new DistrictCode("sapanca"), DistrictSource.STATED));
    assertThat(PLACES.locate(null, null, null, "Gül Sokak 5 Hendek", "Acıelmalık"))
        .isEqualTo(new Places.Located(new DistrictCode("hendek"), DistrictSource.ADDRESS));
    assertThat(PLACES.locate(null, null, null, "Gül Sokak 5", "Acıelmalık"))
        .isEqualTo(new Places.Located(new DistrictCode("adapazari"), DistrictSource.ADDRESS));
    assertThat(PLACES.locate(null, null, null, null, "Cumhuriyet"))
        .isEqualTo(new Places.Located(null, DistrictSource.UNKNOWN));
  }

  @Test
  void aStreetNamedAfterADistrictDoesNotHideTheDistrict() {
    assertThat(PLACES.named("Sapanca Caddesi 5, Serdivan").map(District::code))
        .contains(new DistrictCode("serdivan"));
  }

  @Test
  void aNameOfSeveralNeighbourhoodsDoesNotDecideTheDistrict() {
    assertThat(PLACES.neighbourhoods("Yenimahalle Mah."))
        .extracting(Neighbourhood::name)
        .allMatch("Yenimahalle"::equals);
    assertThat(PLACES.neighbourhoods("Cumhuriyet Mahallesi")).hasSizeGreaterThan(1);
    assertThat(PLACES.neighbourhoods("cumhuriyet mah")).hasSizeGreaterThan(1);
  }

  @Test
  void theDistrictBesideItDoes() {
    assertThat(PLACES.neighbourhoods("Cumhuriyet Mahallesi Gül Sokak 5 Akyazı"))
        .containsExactly(new Neighbourhood(new DistrictCode("akyazi"), "Cumhuriyet"));
  }

  @Test
  void aRareNameTellsTheDistrictAlone() {
    assertThat(PLACES.neighbourhoods("ACIELMALIK"))
        .containsExactly(new Neighbourhood(new DistrictCode("adapazari"), "Acıelmalık"));
    assertThat(PLACES.neighbourhoods("Acıelmalık Mah. Işık Sok. No:3"))
        .containsExactly(new Neighbourhood(new DistrictCode("adapazari"), "Acıelmalık"));
    assertThat(PLACES.neighbourhoods("evimizin önünde çukur var")).isEmpty();
  }
}
