package alo153.intake.in.cimer;

import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.intake.in.web.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where staff hand in the file they downloaded from CİMER. */
@RestController
@Tag(name = "cimer", description = "CİMER dosyası · CİMER's file")
class CimerEndpoint {
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final String PART = "file";

  private final CimerImports imports;
  private final CimerSettings settings;

  CimerEndpoint(CimerImports imports, CimerSettings settings) {
    this.imports = imports;
    this.settings = settings;
  }

  /** For the API document only: the form. */
  record Form(@Schema(type = "string", format = "binary") String file) {}

  @PostMapping(
      path = "/api/intake/cimer/imports",
      consumes = {"text/csv", XLSX, MediaType.APPLICATION_OCTET_STREAM_VALUE},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "CİMER dosyasını içeri al · Import CİMER's file",
      description =
          "CSV (UTF-8 or windows-1254, semicolon, comma or tab) or XLSX, as the body or as the part"
              + " `file` of a form. The same case number is the same request; rows that can not be"
              + " imported are named with the reason, the others are imported all the same.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "text/csv",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                    schema = @Schema(implementation = Form.class))
              }))
  @ApiResponse(responseCode = "200", description = "What became of each row")
  @ApiResponse(responseCode = "401", ref = Problems.REF)
  @ApiResponse(responseCode = "403", ref = Problems.REF)
  @Problems
  Mono<CimerImports.Report> fromBody(@RequestBody Flux<DataBuffer> body) {
    return run(body);
  }

  @PostMapping(
      path = "/api/intake/cimer/imports",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @io.swagger.v3.oas.annotations.Hidden
  Mono<CimerImports.Report> fromForm(@RequestBody Flux<PartEvent> parts) {
    return parts
        .windowUntil(PartEvent::isLast)
        .concatMap(this::runPart)
        .next()
        .switchIfEmpty(
            Mono.error(() -> ProblemException.malformed("a multipart part named file is missing")));
  }

  private Flux<CimerImports.Report> runPart(Flux<PartEvent> part) {
    return part.switchOnFirst(
            (first, events) ->
                first.get() instanceof FilePartEvent file && PART.equals(file.name())
                    ? run(events.map(PartEvent::content))
                    : events.doOnNext(event -> DataBufferUtils.release(event.content())).then())
        .cast(CimerImports.Report.class);
  }

  private Mono<CimerImports.Report> run(Flux<DataBuffer> content) {
    return DataBufferUtils.join(content, (int) settings.maxSize().toBytes())
        .map(CimerEndpoint::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(imports::run)
        .onErrorMap(
            DataBufferLimitException.class,
            e -> ProblemException.tooLarge("at most " + settings.maxSize().toMegabytes() + " MB"))
        .onErrorMap(UnreadableFileException.class, CimerEndpoint::problem);
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static ProblemException problem(UnreadableFileException e) {
    return switch (e.reason()) {
      case OLD_EXCEL, NOT_A_TABLE -> ProblemException.unsupportedMediaType(e.getMessage());
      case TOO_MANY_ROWS -> ProblemException.tooLarge(e.getMessage());
      case EMPTY -> invalid("EMPTY", "Dosya boş.", "The file is empty.");
      case NO_HEADER ->
          invalid(
              "NO_HEADER",
              "İlk satırda en az Başvuru No ve Metin sütunları olmalı.",
              "The first row needs at least the columns Başvuru No and Metin.");
    };
  }

  private static ProblemException invalid(String code, String tr, String en) {
    return ProblemException.invalid(java.util.List.of(new FieldProblem("#/file", code, tr, en)));
  }
}
