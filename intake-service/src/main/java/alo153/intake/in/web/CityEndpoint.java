package alo153.intake.in.web;

import alo153.city.Category;
import alo153.city.CityPack;
import alo153.city.Contacts;
import alo153.city.District;
import alo153.city.Neighbourhood;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.DistrictCode;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the pages need of the city pack. */
@RestController
@Tag(name = "city", description = "Şehir · the city")
class CityEndpoint {
  private final City city;
  private final String version;

  CityEndpoint(CityPack pack) {
    this.city = City.of(pack);
    this.version = "\"" + pack.version() + "\"";
  }

  /**
   * The city, for pages and apps.
   *
   * @param bounds west, south, east, north
   */
  record City(
      BilingualText name,
      double[] bounds,
      List<Part> districts,
      List<Quarter> neighbourhoods,
      List<Topic> categories,
      Notice kvkk,
      Reach contacts) {
    static City of(CityPack pack) {
      return new City(
          pack.name(),
          pack.places().bounds(),
          pack.districts().stream().map(Part::of).toList(),
          pack.neighbourhoods().stream().map(Quarter::of).toList(),
          pack.categories().stream().map(Topic::of).toList(),
          new Notice(pack.kvkkNotice().version(), pack.kvkkNotice().text()),
          Reach.of(pack.contacts()));
    }
  }

  /**
   * A district.
   *
   * @param outline rings of longitude and latitude
   */
  record Part(
      @Schema(type = "string") DistrictCode code, String name, List<List<double[]>> outline) {
    static Part of(District district) {
      return new Part(district.code(), district.name(), rings(district.outline()));
    }
  }

  record Quarter(String name, @Schema(type = "string") DistrictCode district) {
    static Quarter of(Neighbourhood neighbourhood) {
      return new Quarter(neighbourhood.name(), neighbourhood.district());
    }
  }

  record Topic(@Schema(type = "string") CategoryCode code, BilingualText name, String group) {
    static Topic of(Category category) {
      return new Topic(category.code(), category.name(), category.group());
    }
  }

  record Notice(String version, BilingualText text) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Reach(String phone, @Nullable String whatsapp, String email) {
    static Reach of(Contacts contacts) {
      return new Reach(contacts.phone(), contacts.whatsapp(), contacts.mail());
    }
  }

  @GetMapping(path = "/api/intake/v1/city", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Şehir · The city",
      description = "Districts with outlines, neighbourhoods, topics, the privacy notice.")
  @ApiResponse(responseCode = "200", description = "The city pack's public part")
  @ApiResponse(responseCode = "304", description = "As you have it")
  Mono<ResponseEntity<City>> city(ServerWebExchange exchange) {
    var caching = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();
    exchange.getResponse().getHeaders().setCacheControl(caching.getHeaderValue());
    return exchange.checkNotModified(version)
        ? Mono.empty()
        : Mono.just(ResponseEntity.ok().cacheControl(caching).eTag(version).body(city));
  }

  private static List<List<double[]>> rings(Geometry outline) {
    var rings = new ArrayList<List<double[]>>();
    for (int i = 0; i < outline.getNumGeometries(); i++) {
      if (outline.getGeometryN(i) instanceof Polygon polygon) {
        rings.add(ring(polygon.getExteriorRing()));
        for (int hole = 0; hole < polygon.getNumInteriorRing(); hole++) {
          rings.add(ring(polygon.getInteriorRingN(hole)));
        }
      }
    }
    return rings;
  }

  private static List<double[]> ring(LinearRing ring) {
    return Arrays.stream(ring.getCoordinates())
        .map(point -> new double[] {point.getX(), point.getY()})
        .toList();
  }
}
