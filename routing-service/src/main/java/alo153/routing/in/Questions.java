package alo153.routing.in;

import alo153.city.CityPack;
import alo153.city.Places;
import alo153.city.TurkishText;
import alo153.events.CategoryCode;
import alo153.events.Channel;
import alo153.events.DistrictSource;
import alo153.events.Kind;
import alo153.events.RoadClass;
import alo153.events.work.Submission;
import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.routing.decide.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** From what a clerk typed so far to a question for the rules. */
@Component
class Questions {
  private static final int LONGEST_TEXT = 20_000;

  private final CityPack city;

  Questions(CityPack city) {
    this.city = city;
  }

  /**
   * What is known of a request so far.
   *
   * @param text the words; may be half a sentence
   * @param category chosen topic; null when none
   * @param location where; null when not said
   * @param channel a name of {@link Channel}; null means PHONE, where previews are made
   * @param kind a name of {@link Kind}; null means REQUEST
   */
  record PreviewBody(
      @Nullable String text,
      @Nullable String category,
      Submission.@Nullable Location location,
      @Nullable String channel,
      @Nullable String kind) {}

  Router.Question of(PreviewBody body) {
    var problems = new ArrayList<FieldProblem>();
    String text = body.text() == null ? "" : body.text();
    if (text.length() > LONGEST_TEXT) {
      problems.add(
          new FieldProblem("#/text", "TOO_LONG", "Metin çok uzun", "The text is too long"));
    }
    CategoryCode category = category(body.category(), problems);
    Submission.Location location = body.location();
    Channel channel =
        name(Channel.class, body.channel(), "#/channel", problems).orElse(Channel.PHONE);
    Kind kind = name(Kind.class, body.kind(), "#/kind", problems).orElse(Kind.REQUEST);
    RoadClass roadClass =
        name(
                RoadClass.class,
                location == null ? null : location.roadClass(),
                "#/location/roadClass",
                problems)
            .orElse(null);
    if (location != null && !isPoint(location)) {
      problems.add(
          new FieldProblem(
              "#/location",
              "NOT_A_POINT",
              "Enlem ve boylam birlikte ve sınırlar içinde olmalı",
              "Latitude and longitude must both be there and in range"));
    }
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(problems);
    }
    String folded = TurkishText.fold(text);
    if (location != null && location.address() != null) {
      folded = folded + " . " + TurkishText.fold(location.address());
    }
    Places.Located located =
        location == null
            ? new Places.Located(null, DistrictSource.UNKNOWN)
            : city.places()
                .locate(
                    location.lat(),
                    location.lon(),
                    location.district(),
                    location.address(),
                    location.neighbourhood());
    return new Router.Question(
        category,
        folded,
        located.district(),
        located.source(),
        roadClass,
        kind,
        channel,
        location == null ? null : location.lat(),
        location == null ? null : location.lon());
  }

  private @Nullable CategoryCode category(@Nullable String code, List<FieldProblem> problems) {
    if (code == null || code.isBlank()) {
      return null;
    }
    try {
      var category = new CategoryCode(code);
      if (city.category(category).isPresent()) {
        return category;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the same answer as for a code nobody knows
    }
    problems.add(
        new FieldProblem(
            "#/category", "UNKNOWN_CATEGORY", "Böyle bir konu yok", "There is no such topic"));
    return null;
  }

  private static boolean isPoint(Submission.Location location) {
    Double lat = location.lat();
    Double lon = location.lon();
    if (lat == null || lon == null) {
      return lat == null && lon == null;
    }
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  }

  private static <E extends Enum<E>> Optional<E> name(
      Class<E> type, @Nullable String name, String pointer, List<FieldProblem> problems) {
    if (name == null || name.isBlank()) {
      return Optional.empty();
    }
    for (E one : type.getEnumConstants()) {
      if (one.name().equals(name)) {
        return Optional.of(one);
      }
    }
    problems.add(
        new FieldProblem(pointer, "UNKNOWN_VALUE", "Bilinmeyen değer", "Not a value we know"));
    return Optional.empty();
  }
}
