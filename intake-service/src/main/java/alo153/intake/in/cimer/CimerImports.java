package alo153.intake.in.cimer;

import alo153.frame.FieldProblem;
import alo153.intake.decide.Flaw;
import alo153.intake.decide.Normaliser;
import alo153.intake.in.Answers;
import alo153.intake.out.Acceptance;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Imports CİMER's file; again is harmless, since a case's number is its key. */
@Component
class CimerImports {
  private static final int AT_ONCE = 32;

  private final Acceptance acceptance;
  private final Normaliser normaliser;
  private final CodeIndex codes;
  private final CimerSettings settings;
  private final Clock clock;

  CimerImports(
      Acceptance acceptance,
      Normaliser normaliser,
      CodeIndex codes,
      CimerSettings settings,
      Clock clock) {
    this.acceptance = acceptance;
    this.normaliser = normaliser;
    this.codes = codes;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What became of a file.
   *
   * @param imported new requests
   * @param repeated rows that were imported before
   * @param rejected rows that could not be imported; nothing of them was kept
   * @param ignoredColumns headers nobody knows
   */
  record Report(
      int imported, int repeated, List<RejectedRow> rejected, List<String> ignoredColumns) {}

  /**
   * One row that was not imported.
   *
   * @param row as a spreadsheet counts
   * @param errors why
   */
  record RejectedRow(int row, List<FieldProblem> errors) {}

  private enum State {
    IMPORTED,
    REPEATED,
    REJECTED
  }

  private record Result(int row, State state, List<Flaw> flaws) {}

  /** Fails with {@link UnreadableFileException} when it is no such file. */
  Mono<Report> run(byte[] file) {
    return Mono.fromCallable(() -> read(file))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            table -> {
              // a number that stands in the file twice is looked at again when the first is through
              var numbers = new HashSet<String>();
              Map<Boolean, List<Table.Row>> first =
                  table.rows().stream()
                      .collect(
                          Collectors.partitioningBy(
                              row -> numbers.add(row.cells().getOrDefault(Column.NUMBER, ""))));
              return Flux.fromIterable(first.get(true))
                  .flatMapSequential(this::importRow, AT_ONCE)
                  .concatWith(Flux.fromIterable(first.get(false)).concatMap(this::importRow))
                  .sort(Comparator.comparingInt(Result::row))
                  .collectList()
                  .map(results -> report(table, results));
            });
  }

  private Table read(byte[] file) {
    if (file.length == 0) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.EMPTY, "there is nothing in the file");
    }
    if (XlsxTables.looksLikeOldExcel(file)) {
      throw new UnreadableFileException(
          UnreadableFileException.Reason.OLD_EXCEL, "save the .xls file as .xlsx or .csv first");
    }
    return XlsxTables.looksLikeOne(file)
        ? XlsxTables.read(file, settings.maxRows())
        : CsvTables.read(file, settings.maxRows());
  }

  private Mono<Result> importRow(Table.Row row) {
    Instant now = clock.instant();
    CimerRows.Case read = CimerRows.read(row, now);
    if (read.submission() == null) {
      return Mono.just(new Result(row.number(), State.REJECTED, read.flaws()));
    }
    return codes
        .contentHash(normaliser.requestId(read.door()))
        .flatMap(known -> acceptance.compare(read.submission(), read.door(), known))
        .switchIfEmpty(Mono.defer(() -> acceptance.accept(read.submission(), read.door())))
        .map(outcome -> result(row.number(), outcome));
  }

  private static Result result(int row, Outcome outcome) {
    if (outcome instanceof Outcome.Taken taken) {
      return new Result(row, taken.repeated() ? State.REPEATED : State.IMPORTED, List.of());
    }
    List<Flaw> flaws =
        outcome instanceof Outcome.Refused refused
            ? refused.flaws()
            : List.of(
                new Flaw(
                    "#/number",
                    "CHANGED_SINCE_IMPORT",
                    "Bu başvuru daha önce başka içerikle alındı; yeni içeriği başvuruya ekleyin.",
                    "This case was imported before with another content; add the new words to the"
                        + " request."));
    return new Result(row, State.REJECTED, flaws);
  }

  private static Report report(Table table, List<Result> results) {
    var rejected = new ArrayList<RejectedRow>();
    int imported = 0;
    int repeated = 0;
    for (Result result : results) {
      switch (result.state()) {
        case IMPORTED -> imported++;
        case REPEATED -> repeated++;
        case REJECTED ->
            rejected.add(new RejectedRow(result.row(), Answers.fields(result.flaws())));
      }
    }
    Integer brokenAt = table.brokenAt();
    if (brokenAt != null) {
      rejected.add(broken(brokenAt));
    }
    return new Report(imported, repeated, List.copyOf(rejected), table.ignored());
  }

  private static RejectedRow broken(int row) {
    return new RejectedRow(
        row,
        List.of(
            new FieldProblem(
                "#",
                "UNREADABLE",
                "Bu satırdan sonrası okunamadı; tırnak işaretleri eksik olabilir.",
                "From this row on the file can not be read; quotes may be missing.")));
  }
}
