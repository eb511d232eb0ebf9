package alo153.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.gateway.pages.PageFiles;
import alo153.gateway.pages.PageShell;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
class ProblemAnswersTest {
  private static final String PATH = "/api/tracking/v1/track/K7MH-2QXR-94TZ3";

  @Test
  void anUnexpectedFailureIsLoggedWithItsCauseAndWithoutThePath(CapturedOutput output) {
    MockServerWebExchange exchange =
        MockServerWebExchange.from(MockServerHttpRequest.get(PATH).build());
    var failure = new IllegalStateException("torn", new IllegalArgumentException("bent"));

    Mono.error(failure)
        .checkpoint("HTTP GET \"" + PATH + "\" [ExceptionHandlingWebHandler]")
        .onErrorResume(seen -> answers().handle(exchange, seen))
        .block();

    assertThat(failure.getSuppressed()).isNotEmpty();
    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(output)
        .contains("unexpected failure")
        .contains("java.lang.IllegalStateException: torn")
        .contains("Caused by: java.lang.IllegalArgumentException: bent")
        .contains("at " + ProblemAnswersTest.class.getName())
        .doesNotContain("K7MH");
  }

  private static ProblemAnswers answers() {
    try (var context = new AnnotationConfigApplicationContext(PageFiles.class, PageShell.class)) {
      return new ProblemAnswers(
          new RouteTimeouts(
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              Duration.ZERO),
          context.getBean(PageShell.class));
    }
  }
}
