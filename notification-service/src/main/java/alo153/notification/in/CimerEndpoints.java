package alo153.notification.in;

import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.CimerExport;
import alo153.notification.out.CimerExport.Line;
import alo153.notification.out.CimerFile;
import io.swagger.v3.oas.annotations.Operation;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Answers an officer enters in CİMER. */
@RestController
@RequestMapping("/api/notification/v1/cimer/exports")
final class CimerEndpoints {
  private static final int MOST = 1000;
  private static final ZoneId ZONE = ZoneId.of("Europe/Istanbul");

  private final CimerExport export;

  CimerEndpoints(CimerExport export) {
    this.export = export;
  }

  /** The forms a list of answers comes in. */
  public enum Format {
    json,
    csv,
    xlsx
  }

  @GetMapping
  @Operation(
      summary = "Answers to enter in CİMER, oldest first",
      description =
          "As csv or xlsx it is handed over: what was PLANNED is SENT after that and does not come"
              + " again unless state=SENT is asked for. As json it is only looked at.")
  Mono<ResponseEntity<Object>> list(
      @RequestParam(defaultValue = "json") Format format,
      @RequestParam(defaultValue = "PLANNED") LedgerState state,
      @RequestParam(defaultValue = "1000") int most) {
    return Mono.<ResponseEntity<Object>>fromCallable(
            () -> {
              List<Line> lines = export.list(Set.of(state), Math.min(Math.max(most, 1), MOST));
              return switch (format) {
                case json -> ResponseEntity.ok(lines);
                case csv ->
                    file(lines, CimerFile.csv(lines, ZONE), "text/csv;charset=UTF-8", "csv");
                case xlsx ->
                    file(
                        lines,
                        CimerFile.xlsx(lines, ZONE),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "xlsx");
              };
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private ResponseEntity<Object> file(
      List<Line> lines, byte[] bytes, String type, String extension) {
    export.handedOver(lines);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"cimer." + extension + "\"")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(bytes);
  }

  /**
   * What the officer entered.
   *
   * @param messageIds the last column of the file
   */
  public record Confirmation(@Nullable List<String> messageIds) {}

  /**
   * What came of it.
   *
   * @param confirmed entered, now or before
   * @param unknown not handed over, or not ours
   */
  public record Confirmed(List<String> confirmed, List<String> unknown) {}

  @PostMapping("/confirm")
  @Operation(summary = "The officer entered these answers in CİMER")
  Mono<Confirmed> confirm(@RequestBody Confirmation confirmation) {
    List<String> ids = confirmation.messageIds();
    if (ids == null || ids.isEmpty() || ids.size() > MOST) {
      return Mono.error(
          ProblemException.invalid(
              List.of(
                  new FieldProblem(
                      "#/messageIds",
                      "SIZE",
                      "1 ile 1000 arası kimlik gerekir",
                      "1 to 1000 ids are needed"))));
    }
    return Mono.fromCallable(
            () -> {
              Set<String> confirmed = export.entered(ids);
              return new Confirmed(
                  ids.stream().filter(confirmed::contains).toList(),
                  ids.stream().filter(id -> !confirmed.contains(id)).toList());
            })
        .subscribeOn(Schedulers.boundedElastic());
  }
}
