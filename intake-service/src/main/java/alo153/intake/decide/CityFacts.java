package alo153.intake.decide;

import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import alo153.events.Kind;
import alo153.events.Regime;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The few things the intake asks the city pack. */
public interface CityFacts {
  boolean knows(CategoryCode category);

  /** What somebody who chose this topic usually wants. */
  Optional<Kind> usualKind(CategoryCode category);

  /** The district whose outline holds the point. */
  Optional<DistrictCode> districtAt(double lat, double lon);

  /** How far a point lies from the city; 0 inside. */
  double kilometresFromCity(double lat, double lon);

  /**
   * Whether the point may lie in the district: inside, or so near its edge that nobody can tell.
   */
  boolean mayLieIn(DistrictCode district, double lat, double lon);

  /** The district that a name, a code or an address names. */
  Optional<DistrictCode> districtNamed(String text);

  /** The district of a neighbourhood; empty when several districts have one of that name. */
  Optional<DistrictCode> districtOfNeighbourhood(String neighbourhood);

  /** Lower case, without Turkish letters: for searching. */
  String fold(String text);

  /** Until when the law or the service level wants an answer. */
  Optional<Instant> answerBy(
      Regime regime, Kind kind, @Nullable CategoryCode category, Instant from);
}
