package alo153.frame;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** An answer that is a problem document (RFC 9457), in Turkish with English beside it. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String slug;
  private final String titleTr;
  private final String titleEn;
  private final @Nullable String detail;
  private final transient List<FieldProblem> errors;
  private final transient Map<String, Object> members;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      HttpStatus status,
      String slug,
      String titleTr,
      String titleEn,
      @Nullable String detail,
      List<FieldProblem> errors,
      Map<String, Object> members,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(slug, cause);
    this.status = status;
    this.slug = slug;
    this.titleTr = titleTr;
    this.titleEn = titleEn;
    this.detail = detail;
    this.errors = List.copyOf(errors);
    this.members = Map.copyOf(members);
    this.retryAfter = retryAfter;
  }

  /**
   * @param slug last segment of the problem's type, such as {@code not-allowed-now}
   * @param titleTr the same for every occurrence
   * @param titleEn the same in English
   */
  public static ProblemException of(
      HttpStatus status, String slug, String titleTr, String titleEn) {
    return new ProblemException(
        status, slug, titleTr, titleEn, null, List.of(), Map.of(), null, null);
  }

  public static ProblemException malformed(@Nullable String detail) {
    return of(
            HttpStatus.BAD_REQUEST,
            "malformed-request",
            "İstek okunamadı",
            "The request could not be read")
        .withDetail(detail);
  }

  public static ProblemException invalid(List<FieldProblem> errors) {
    var problem =
        of(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "validation-failed",
            "Gönderilen bilgiler geçersiz",
            "What was sent is not valid");
    return new ProblemException(
        problem.status,
        problem.slug,
        problem.titleTr,
        problem.titleEn,
        null,
        errors,
        Map.of(),
        null,
        null);
  }

  public static ProblemException notFound() {
    return of(HttpStatus.NOT_FOUND, "not-found", "Bulunamadı", "Not found");
  }

  public static ProblemException tooLarge(String detail) {
    return of(
            HttpStatus.CONTENT_TOO_LARGE,
            "payload-too-large",
            "Gönderilen çok büyük",
            "What was sent is too large")
        .withDetail(detail);
  }

  public static ProblemException unsupportedMediaType(String detail) {
    return of(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "Bu tür kabul edilmiyor",
            "This type is not accepted")
        .withDetail(detail);
  }

  public static ProblemException notAllowedNow(String detail) {
    return of(
            HttpStatus.CONFLICT,
            "not-allowed-now",
            "Başvurunun şu anki durumunda yapılamaz",
            "Not possible as the request stands now")
        .withDetail(detail);
  }

  /**
   * Something behind us is away; the same call will work a little later. The delay is spread, so
   * that not all come at once.
   */
  public static ProblemException unavailable(@Nullable Throwable cause) {
    return new ProblemException(
        HttpStatus.SERVICE_UNAVAILABLE,
        "unavailable",
        "Şu anda yanıt veremiyoruz; az sonra yeniden deneyin",
        "We can not answer at the moment; try again shortly",
        null,
        List.of(),
        Map.of(),
        Duration.ofSeconds(2 + java.util.concurrent.ThreadLocalRandom.current().nextInt(9)),
        cause);
  }

  /** Only one rebuild of a service at a time, over all its instances. */
  public static ProblemException rebuildUnderWay() {
    return of(
        HttpStatus.CONFLICT, "rebuild-running", "Yeniden kurma sürüyor", "A rebuild is running");
  }

  public static ProblemException tooManyRequests(Duration retryAfter) {
    return of(
            HttpStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            "Çok fazla istek; az sonra yeniden deneyin",
            "Too many requests; try again shortly")
        .withRetryAfter(retryAfter);
  }

  /**
   * @param detail for this occurrence; repeats nothing personal
   */
  public ProblemException withDetail(@Nullable String detail) {
    return new ProblemException(
        status, slug, titleTr, titleEn, detail, errors, members, retryAfter, getCause());
  }

  public ProblemException withRetryAfter(Duration delay) {
    return new ProblemException(
        status, slug, titleTr, titleEn, detail, errors, members, delay, getCause());
  }

  /** Adds a member of its own to the document, such as {@code allowedActions}. */
  public ProblemException with(String member, Object value) {
    var more = new HashMap<>(members);
    more.put(member, value);
    return new ProblemException(
        status, slug, titleTr, titleEn, detail, errors, more, retryAfter, getCause());
  }

  public HttpStatus status() {
    return status;
  }

  public String slug() {
    return slug;
  }

  public List<FieldProblem> errors() {
    return errors;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The document itself. */
  public Map<String, Object> document(@Nullable String traceId) {
    var document = new java.util.LinkedHashMap<String, Object>();
    document.put("type", "https://alo153.org/problems/" + slug);
    document.put("title", titleTr);
    document.put("title_en", titleEn);
    document.put("status", status.value());
    document.put("code", slug.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (detail != null) {
      document.put("detail", detail);
    }
    if (!errors.isEmpty()) {
      document.put("errors", errors);
    }
    document.putAll(members);
    if (traceId != null) {
      document.put("traceId", traceId);
    }
    return document;
  }
}
