package alo153.frame;

import alo153.transport.InfrastructureException;
import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoWriteException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
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
  private static final Refusals REFUSALS = new Refusals();

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      if (!DisconnectedClientHelper.isClientDisconnectedException(failure)) {
        log(exchange, failure);
      }
      return Mono.error(new WithoutCheckpoints(failure));
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
    log(exchange, failure);
    return ProblemException.of(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "İşlem yapılamadı",
        "That did not work; the fault is ours");
  }

  private static void log(ServerWebExchange exchange, Throwable failure) {
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
        new WithoutCheckpoints(failure));
  }

  /**
   * A failure as it may be logged: WebFlux hangs on each the whole address it was called by, and
   * addresses hold tracking codes.
   */
  private static final class WithoutCheckpoints extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String name;

    WithoutCheckpoints(Throwable original) {
      super(
          original.getMessage(),
          original.getCause() == null || original.getCause() == original
              ? null
              : new WithoutCheckpoints(original.getCause()),
          false,
          true);
      this.name = original.getClass().getName();
      setStackTrace(original.getStackTrace());
    }

    @Override
    public String toString() {
      return getMessage() == null ? name : name + ": " + getMessage();
    }
  }

  private static @Nullable ProblemException known(Throwable failure) {
    ProblemException known = null;
    for (Throwable e = failure; e != null && known == null; e = e.getCause()) {
      known = e instanceof InfrastructureException ? away(failure) : ofCaller(e);
      if (e.getCause() == e) {
        break;
      }
    }
    if (known != null) {
      return known;
    }
    if (failure instanceof ServerWebInputException) {
      return ProblemException.malformed(null);
    }
    return InfrastructureException.isBehind(failure) && !isRefusedByStore(failure)
        ? away(failure)
        : null;
  }

  private static ProblemException away(Throwable failure) {
    REFUSALS.note(failure);
    return ProblemException.unavailable(failure);
  }

  /**
   * Says at most once a second that callers are turned away: in an outage that is everybody, and
   * what writes the lines is an event loop.
   */
  private static final class Refusals {
    private static final long APART = Duration.ofSeconds(1).toNanos();
    private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - APART);
    private final LongAdder unsaid = new LongAdder();

    void note(Throwable failure) {
      unsaid.increment();
      long now = System.nanoTime();
      long before = saidAt.get();
      if (now - before >= APART && saidAt.compareAndSet(before, now)) {
        LOG.warn("answered 503 {} times: {}", unsaid.sumThenReset(), failure.toString());
      }
    }
  }

  private static @Nullable ProblemException ofCaller(Throwable e) {
    if (e instanceof ProblemException problem) {
      return problem;
    }
    if (e instanceof DataBufferLimitException) {
      return ProblemException.tooLarge("the body is larger than this address takes");
    }
    if (e instanceof WebExchangeBindException bind) {
      return ProblemException.invalid(
          bind.getFieldErrors().stream().map(ProblemHandler::field).toList());
    }
    if (e instanceof HandlerMethodValidationException invalid) {
      return ProblemException.malformed(
          invalid.getParameterValidationResults().stream()
              .map(result -> name(result.getMethodParameter()) + " is not in its range")
              .collect(Collectors.joining("; ")));
    }
    if (e instanceof JacksonException json) {
      return ProblemException.malformed(where(json));
    }
    if (e instanceof DecodingException && e.getCause() == null) {
      return ProblemException.malformed("not JSON of the expected shape");
    }
    if (e instanceof InvalidMediaTypeException) {
      return byStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    if (e instanceof MethodNotAllowedException) {
      return ProblemException.of(
          HttpStatus.METHOD_NOT_ALLOWED,
          "method-not-allowed",
          "Bu adres bu yöntemi bilmiyor",
          "This address does not know that method");
    }
    if (e instanceof ServerWebInputException input) {
      return input(input);
    }
    if (e instanceof ErrorResponseException response) {
      return byStatus(response.getStatusCode());
    }
    if (e instanceof ResponseStatusException response) {
      return byStatus(response.getStatusCode());
    }
    return null;
  }

  /** Null when only its cause says what is wrong. */
  private static @Nullable ProblemException input(ServerWebInputException e) {
    if (e.getCause() instanceof TypeMismatchException) {
      return ProblemException.malformed(name(e.getMethodParameter()) + " is not of its type");
    }
    return e.getCause() == null ? ProblemException.malformed(e.getReason()) : null;
  }

  /** As the caller wrote it; never with the value. */
  private static String name(@Nullable MethodParameter parameter) {
    if (parameter == null) {
      return "a parameter";
    }
    RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
    return query == null || query.name().isEmpty()
        ? String.valueOf(parameter.getParameterName())
        : query.name();
  }

  private static FieldProblem field(FieldError error) {
    String pointer = "#/" + error.getField().replace('.', '/');
    if (error.isBindingFailure()) {
      // the default message repeats what was sent
      return new FieldProblem(pointer, "WRONG_TYPE", "Değer bu türden değil", "Not of its type");
    }
    String message = String.valueOf(error.getDefaultMessage());
    return new FieldProblem(pointer, "INVALID", message, message);
  }

  /** The store is there and says no: a fault of ours. */
  private static boolean isRefusedByStore(Throwable failure) {
    for (Throwable e = failure; e != null && e.getCause() != e; e = e.getCause()) {
      if (e instanceof MongoWriteException
          || e instanceof DuplicateKeyException
          || e instanceof MongoCommandException && !isPassing(e)
          || e instanceof MongoBulkWriteException bulk && !bulk.getWriteErrors().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The driver's word for a refusal that ends with the next primary or cursor. */
  private static boolean isPassing(Throwable e) {
    return e instanceof MongoNotPrimaryException
        || e instanceof MongoNodeIsRecoveringException
        || e instanceof MongoCursorNotFoundException;
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
