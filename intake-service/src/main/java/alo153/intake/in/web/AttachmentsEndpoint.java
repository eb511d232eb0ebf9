package alo153.intake.in.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Attachment;
import alo153.frame.ProblemException;
import alo153.intake.in.Answers;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.RefusedFileException;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Files come in before the message they belong to, and go out to those who work on it. */
@RestController
@Tag(name = "attachments", description = "Ekler · attachments")
class AttachmentsEndpoint {
  private static final String PART = "file";

  private final AttachmentStore files;
  private final MeterRegistry meters;

  AttachmentsEndpoint(AttachmentStore files, MeterRegistry meters) {
    this.files = files;
    this.meters = meters;
  }

  /** A file that was stored. */
  record Stored(
      @Schema(example = "65f1c0ffee65f1c0ffee65f1") String reference,
      String mediaType,
      long bytes,
      String sha256) {
    static Stored of(Attachment attachment) {
      return new Stored(
          attachment.id(), attachment.mediaType(), attachment.bytes(), attachment.sha256());
    }
  }

  /** For the API document only: the form. */
  record Form(@Schema(type = "string", format = "binary") String file) {}

  @PostMapping(
      path = "/api/intake/v1/attachments",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Dosya yükle · Upload a file",
      description =
          "One part `file`, at most 10 MB: a photo, a video, a voice message, a PDF or plain text."
              + " Put the reference into `attachments` of the request within 24 hours.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                      schema = @Schema(implementation = Form.class))))
  @ApiResponse(responseCode = "201", description = "Stored")
  @Problems
  Mono<ResponseEntity<Stored>> upload(@RequestBody Flux<PartEvent> parts) {
    return parts
        .map(Piece::of)
        .windowUntil(Piece::last)
        .concatMap(this::storeFile)
        .next()
        .switchIfEmpty(
            Mono.error(() -> ProblemException.malformed("a multipart part named file is missing")))
        .map(stored -> ResponseEntity.status(HttpStatus.CREATED).body(stored))
        .doOnError(
            ProblemException.class,
            e -> meters.counter("alo153.intake.files.refused", "reason", e.slug()).increment())
        .doOnSuccess(stored -> meters.counter("alo153.intake.files.stored").increment());
  }

  /**
   * A piece of a form's part, with bytes of its own: a buffer of the web server's may be given back
   * while it waits for the store.
   *
   * @param fileName as the citizen called it; null when the part is not the one we take
   */
  private record Piece(@Nullable String fileName, ByteBuffer content, boolean last) {
    static Piece of(PartEvent event) {
      String fileName =
          event instanceof FilePartEvent file && PART.equals(file.name()) ? file.filename() : null;
      return new Piece(fileName, bytes(event.content()), event.isLast());
    }
  }

  private Mono<Stored> storeFile(Flux<Piece> part) {
    return part.switchOnFirst(
            (first, pieces) -> {
              if (!first.hasValue() || first.get().fileName() == null) {
                return pieces.then();
              }
              return files
                  .store(
                      AttachmentStore.newReference(),
                      first.get().fileName(),
                      pieces.map(Piece::content))
                  .map(stored -> Stored.of(stored.attachment()))
                  .onErrorMap(RefusedFileException.class, Answers::problem);
            })
        .cast(Stored.class)
        .next();
  }

  @GetMapping("/api/intake/v1/attachments/{reference}")
  @Operation(summary = "Dosyayı al · Fetch a file")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "401", ref = Problems.REF)
  @ApiResponse(responseCode = "403", ref = Problems.REF)
  @ApiResponse(responseCode = "404", ref = Problems.REF)
  @ApiResponse(responseCode = "503", ref = Problems.REF)
  Mono<ResponseEntity<Flux<DataBuffer>>> fetch(@PathVariable String reference) {
    return files
        .open(reference)
        .switchIfEmpty(Mono.error(ProblemException::notFound))
        .map(AttachmentsEndpoint::answer);
  }

  /** Never shown by a browser as a page of ours, whatever the bytes are. */
  private static ResponseEntity<Flux<DataBuffer>> answer(AttachmentStore.Download download) {
    Attachment attachment = download.file().attachment();
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(attachment.mediaType()))
        .contentLength(attachment.bytes())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename(download.file().fileName(), UTF_8)
                .build()
                .toString())
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .header(HttpHeaders.ETAG, "\"" + attachment.sha256() + "\"")
        .body(
            download
                .content()
                .map(bytes -> (DataBuffer) DefaultDataBufferFactory.sharedInstance.wrap(bytes))
                .onErrorMap(NoSuchElementException.class, e -> ProblemException.notFound()));
  }

  private static ByteBuffer bytes(DataBuffer buffer) {
    ByteBuffer copy = ByteBuffer.allocate(buffer.readableByteCount());
    buffer.toByteBuffer(copy);
    DataBufferUtils.release(buffer);
    return copy;
  }
}
