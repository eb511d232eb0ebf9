package alo153.intake.decide;

import alo153.city.Category;
import alo153.city.CityPack;
import alo153.city.District;
import alo153.city.Neighbourhood;
import alo153.city.TurkishText;
import alo153.city.WorkingTime;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.Regime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The facts of a city pack. */
public final class PackCity implements CityFacts {
  private final CityPack pack;

  public PackCity(CityPack pack) {
    this.pack = pack;
  }

  @Override
  public boolean knows(CategoryCode category) {
    return pack.category(category).isPresent();
  }

  @Override
  public Optional<Kind> usualKind(CategoryCode category) {
    return pack.category(category).map(Category::defaultKind);
  }

  @Override
  public Optional<DistrictCode> districtAt(double lat, double lon) {
    return pack.places().at(lat, lon).map(District::code);
  }

  @Override
  public double kilometresFromCity(double lat, double lon) {
    return pack.places().kilometresFrom(lat, lon);
  }

  @Override
  public boolean mayLieIn(DistrictCode district, double lat, double lon) {
    return pack.places().inOrAtEdge(district, lat, lon);
  }

  @Override
  public Optional<DistrictCode> districtNamed(String text) {
    return pack.places().named(text).map(District::code);
  }

  @Override
  public Optional<DistrictCode> districtOfNeighbourhood(String neighbourhood) {
    List<DistrictCode> districts =
        pack.places().neighbourhoods(neighbourhood).stream()
            .map(Neighbourhood::district)
            .distinct()
            .toList();
    return districts.size() == 1 ? Optional.of(districts.get(0)) : Optional.empty();
  }

  @Override
  public String fold(String text) {
    return TurkishText.fold(text);
  }

  @Override
  public Optional<Instant> answerBy(
      Regime regime, Kind kind, @Nullable CategoryCode category, Instant from) {
    WorkingTime within = pack.deadlines().answerWithin(regime, kind, category);
    return Optional.of(pack.calendar().plus(from, within));
  }
}
