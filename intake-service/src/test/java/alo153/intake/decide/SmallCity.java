package alo153.intake.decide;

import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.Regime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A city of two square districts, for rules that need no more. */
final class SmallCity implements CityFacts {
  static final DistrictCode NORTH = new DistrictCode("kuzey");
  static final DistrictCode SOUTH = new DistrictCode("guney");

  @Override
  public boolean knows(CategoryCode category) {
    return category.value().equals("road.pothole") || category.value().equals("other.thanks");
  }

  @Override
  public Optional<Kind> usualKind(CategoryCode category) {
    return category.value().equals("other.thanks") ? Optional.of(Kind.THANKS) : Optional.empty();
  }

  @Override
  public Optional<DistrictCode> districtAt(double lat, double lon) {
    if (lon < 30 || lon > 31 || lat < 40 || lat > 41) {
      return Optional.empty();
    }
    return Optional.of(lat >= 40.5 ? NORTH : SOUTH);
  }

  /** A degree is a hundred kilometres here, in every direction. */
  @Override
  public double kilometresFromCity(double lat, double lon) {
    double north = Math.max(0, Math.max(40 - lat, lat - 41));
    double east = Math.max(0, Math.max(30 - lon, lon - 31));
    return 100 * Math.hypot(north, east);
  }

  @Override
  public boolean mayLieIn(DistrictCode district, double lat, double lon) {
    return districtAt(lat, lon).filter(district::equals).isPresent() || Math.abs(lat - 40.5) < 0.01;
  }

  @Override
  public Optional<DistrictCode> districtNamed(String text) {
    String folded = fold(text);
    return folded.contains("kuzey")
        ? Optional.of(NORTH)
        : folded.contains("guney") ? Optional.of(SOUTH) : Optional.empty();
  }

  @Override
  public Optional<DistrictCode> districtOfNeighbourhood(String neighbourhood) {
    return fold(neighbourhood).equals("tekmahalle") ? Optional.of(SOUTH) : Optional.empty();
  }

  @Override
  public String fold(String text) {
    return text.toLowerCase(Locale.ROOT).replace('ü', 'u').replace('ş', 's').replace('ı', 'i');
  }

  @Override
  public Optional<Instant> answerBy(
      Regime regime, Kind kind, @Nullable CategoryCode category, Instant from) {
    return regime == Regime.CIMER ? Optional.of(from.plus(Duration.ofDays(30))) : Optional.empty();
  }
}
