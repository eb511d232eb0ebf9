package alo153.tracking.in;

import alo153.events.TrackingCode;
import alo153.frame.ProblemException;
import alo153.tracking.out.MongoCases;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The citizen asks with the code. */
@RestController
final class TrackController {
  private final MongoCases cases;
  private final CityNames names;

  TrackController(MongoCases cases, CityNames names) {
    this.cases = cases;
    this.names = names;
  }

  /** A code nobody has and a code that is none give the same answer. */
  @GetMapping("/api/tracking/v1/track/{code}")
  @Operation(
      summary = "Where a request stands, for whoever has its code",
      description = "No personal data. 404 for a wrong and for an unknown code alike.")
  Mono<ResponseEntity<PublicStatus>> track(@PathVariable String code) {
    return Mono.justOrEmpty(TrackingCode.parse(code))
        .flatMap(cases::byCode)
        .map(
            file ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .body(PublicStatus.of(file, names)))
        .switchIfEmpty(Mono.error(ProblemException::notFound));
  }
}
