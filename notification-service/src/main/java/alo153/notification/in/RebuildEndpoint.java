package alo153.notification.in;

import alo153.frame.MongoStandstill;
import alo153.frame.ProblemException;
import alo153.frame.RebuildReport;
import alo153.notification.out.LedgerRebuild;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** For operators: recipients and ledger against the log. */
@RestController
final class RebuildEndpoint {
  private final LedgerRebuild rebuild;

  RebuildEndpoint(LedgerRebuild rebuild) {
    this.rebuild = rebuild;
  }

  @PostMapping("/api/notification/v1/rebuilds")
  @Operation(
      summary =
          "Makes recipients anew from the log, compares them and the ledger with it, and puts back"
              + " what is missing")
  Mono<RebuildReport> run() {
    return Mono.fromCallable(rebuild::run)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(
            MongoStandstill.UnderWayException.class, e -> ProblemException.rebuildUnderWay());
  }
}
