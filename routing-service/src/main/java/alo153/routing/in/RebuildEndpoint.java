package alo153.routing.in;

import alo153.frame.MongoStandstill;
import alo153.frame.ProblemException;
import alo153.frame.RebuildReport;
import alo153.routing.out.Rebuild;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Makes the state anew from the log. */
@RestController
@Tag(name = "operations", description = "For operators")
class RebuildEndpoint {
  private final Rebuild rebuild;

  RebuildEndpoint(Rebuild rebuild) {
    this.rebuild = rebuild;
  }

  @PostMapping("/api/routing/v1/rebuilds")
  @Operation(
      summary = "Rebuild routing's state from the log and compare",
      description = "Answers when the rebuilt state has taken the place of the live one")
  Mono<RebuildReport> rebuild() {
    return TriageEndpoint.blocking(rebuild::run)
        .onErrorMap(
            MongoStandstill.UnderWayException.class, e -> ProblemException.rebuildUnderWay());
  }
}
