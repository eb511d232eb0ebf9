package alo153.gateway.routes;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What we say when a request did not get through: an RFC 9457 document of the same shape as the
 * services'. The pages translate it by the last segment of its type.
 *
 * @param slug the last segment of the type
 * @param status the HTTP status
 * @param title what happened, in Turkish; the same for every occurrence
 * @param englishTitle the same in English
 * @param retryAfter when it is worth trying again; null when it is not
 */
record Problem(
    String slug,
    HttpStatus status,
    String title,
    String englishTitle,
    @Nullable Duration retryAfter) {
  private static final String TYPES = "https://alo153.org/problems/";

  static Problem unavailable(Duration retryAfter) {
    return new Problem(
        "unavailable",
        HttpStatus.SERVICE_UNAVAILABLE,
        "Hizmete şu anda ulaşılamıyor",
        "The service cannot be reached at the moment",
        retryAfter);
  }

  static Problem late(Duration retryAfter) {
    return new Problem(
        "unavailable",
        HttpStatus.GATEWAY_TIMEOUT,
        "Hizmet zamanında yanıt vermedi",
        "The service did not answer in time",
        retryAfter);
  }

  static Problem of(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND ->
          new Problem("not-found", status, "Burada bir şey yok", "There is nothing here", null);
      case CONTENT_TOO_LARGE ->
          new Problem(
              "payload-too-large",
              status,
              "Gönderilen çok büyük",
              "What was sent is too large",
              null);
      case UNSUPPORTED_MEDIA_TYPE ->
          new Problem(
              "unsupported-media-type",
              status,
              "Bu tür içerik burada okunmuyor",
              "This kind of content is not read here",
              null);
      case METHOD_NOT_ALLOWED ->
          new Problem(
              "method-not-allowed",
              status,
              "Bu işlem burada yapılmıyor",
              "This is not done here",
              null);
      default ->
          status.is4xxClientError()
              ? new Problem(
                  "malformed-request",
                  status,
                  "İstek okunamadı",
                  "The request could not be read",
                  null)
              : new Problem(
                  "internal",
                  status,
                  "Bizim tarafımızda bir sorun çıktı",
                  "Something went wrong on our side",
                  null);
    };
  }

  /** The document; everything in it is ours, so nothing needs escaping. */
  String json(String traceId) {
    return """
        {"type":"%s","title":"%s","title_en":"%s","status":%d,"code":"%s","errors":[],"traceId":"%s"}"""
        .formatted(
            TYPES + slug,
            title,
            englishTitle,
            status.value(),
            slug.toUpperCase(Locale.ROOT).replace('-', '_'),
            traceId);
  }
}
