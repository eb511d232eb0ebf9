package alo153.frame;

import alo153.transport.InfrastructureException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every failure with a problem document: nothing a client sends may end in a page of its
 * own or a stack trace.
 */
@Order(-10)
final class ProblemHandler implements WebExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    return write(exchange, problem(exchange, failure));
  }

  static Mono<Void> write(ServerWebExchange exchange, ProblemException problem) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(problem.status());
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().set(HttpHeaders.CONTENT_LANGUAGE, "tr");
    response.getHeaders().setCacheControl("no-store");
    if (problem.status() == HttpStatus.UNAUTHORIZED) {
      // RFC 9110: a 401 says how to authenticate
      response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "ApiKey realm=\"alo153\"");
    }
    if (problem.retryAfter() != null) {
      response
          .getHeaders()
          .set(
              HttpHeaders.RETRY_AFTER,
              Long.toString(Math.max(1, problem.retryAfter().toSeconds())));
    }
    byte[] body = JSON.writeValueAsBytes(problem.document(exchange.getRequest().getId()));
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  private static ProblemException problem(ServerWebExchange exchange, Throwable failure) {
    ProblemException known = known(failure);
    if (known != null) {
      return known;
    }
    LOG.error(
        "{} {} failed by our fault; support code {}",
        exchange.getRequest().getMethod(),
        exchange
            .getRequest()
            .getPath()
            .pathWithinApplication()
            .subPath(
                0,
                Math.min(
                    6, exchange.getRequest().getPath().pathWithinApplication().elements().size())),
        exchange.getRequest().getId(),
        failure);
    return ProblemException.of(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "İşlem yapılamadı",
        "That did not work; the fault is ours");
  }

  private static @Nullable ProblemException known(Throwable failure) {
    for (Throwable e = failure; e != null && e.getCause() != e; e = e.getCause()) {
      if (e instanceof ProblemException problem) {
        return problem;
      }
      if (e instanceof InfrastructureException || e instanceof TimeoutException || isStore(e)) {
        LOG.warn("answered 503: {}", e.toString());
        return ProblemException.unavailable(e);
      }
      if (e instanceof DataBufferLimitException) {
        return ProblemException.tooLarge("the body is larger than this address takes");
      }
      if (e instanceof WebExchangeBindException bind) {
        return ProblemException.invalid(
            bind.getFieldErrors().stream()
                .map(
                    field ->
                        new FieldProblem(
                            "#/" + field.getField().replace('.', '/'),
                            "INVALID",
                            String.valueOf(field.getDefaultMessage()),
                            String.valueOf(field.getDefaultMessage())))
                .toList());
      }
      if (e instanceof JacksonException json) {
        return ProblemException.malformed(where(json));
      }
      if (e instanceof DecodingException && e.getCause() == null) {
        return ProblemException.malformed("not JSON of the expected shape");
      }
      if (e instanceof ServerWebInputException input && input.getCause() == null) {
        return ProblemException.malformed(input.getReason());
      }
      if (e instanceof MethodNotAllowedException) {
        return ProblemException.of(
            HttpStatus.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Bu adres bu yöntemi bilmiyor",
            "This address does not know that method");
      }
      if (e instanceof ErrorResponseException response && !(e instanceof ServerWebInputException)) {
        return byStatus(response.getStatusCode());
      }
      if (e instanceof ResponseStatusException response
          && !(e instanceof ServerWebInputException)) {
        return byStatus(response.getStatusCode());
      }
    }
    return null;
  }

  private static boolean isStore(Throwable e) {
    return e.getClass().getName().startsWith("com.mongodb.MongoTimeout")
        || e.getClass().getName().startsWith("com.mongodb.MongoSocket")
        || e.getClass().getName().startsWith("com.mongodb.MongoNodeIsRecovering")
        || e.getClass().getName().startsWith("com.mongodb.MongoNotPrimary");
  }

  private static @Nullable ProblemException byStatus(HttpStatusCode code) {
    return switch (code.value()) {
      case 400 -> ProblemException.malformed(null);
      case 404 -> ProblemException.notFound();
      case 406 ->
          ProblemException.of(
              HttpStatus.NOT_ACCEPTABLE,
              "not-acceptable",
              "İstenen biçimde yanıt yok",
              "No answer in the wanted form");
      case 413 -> ProblemException.tooLarge("the body is larger than this address takes");
      case 415 ->
          ProblemException.unsupportedMediaType("see the API document for the accepted types");
      case 503 -> ProblemException.unavailable(null);
      default -> null;
    };
  }

  /** Which field, without its value. */
  private static String where(JacksonException e) {
    List<JacksonException.Reference> path = e.getPath();
    var pointer = new StringBuilder("#");
    for (JacksonException.Reference step : path) {
      pointer
          .append('/')
          .append(
              step.getPropertyName() == null
                  ? Integer.toString(step.getIndex())
                  : step.getPropertyName());
    }
    return path.isEmpty() ? "not JSON of the expected shape" : "wrong type at " + pointer;
  }
}
