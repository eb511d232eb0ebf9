package alo153.intake.in.desk;

import alo153.frame.MongoStandstill;
import alo153.frame.ProblemException;
import alo153.frame.RebuildReport;
import alo153.intake.in.web.Problems;
import alo153.intake.out.CodeRebuild;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes what the intake keeps anew from the log. */
@RestController
@Tag(name = "operations", description = "İşletim · operations")
class RebuildEndpoint {
  private final CodeRebuild rebuild;

  RebuildEndpoint(CodeRebuild rebuild) {
    this.rebuild = rebuild;
  }

  @PostMapping(path = "/api/intake/v1/rebuilds", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Kod dizinini günlükten yeniden kur · Rebuild the index of codes from the log")
  @ApiResponse(responseCode = "200", description = "Done; live and rebuilt hash of each collection")
  @ApiResponse(responseCode = "401", ref = Problems.REF)
  @ApiResponse(responseCode = "403", ref = Problems.REF)
  @ApiResponse(responseCode = "409", ref = Problems.REF)
  @ApiResponse(responseCode = "503", ref = Problems.REF)
  Mono<RebuildReport> rebuild() {
    return Mono.fromCallable(rebuild::run)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(
            MongoStandstill.UnderWayException.class, e -> ProblemException.rebuildUnderWay());
  }
}
