package broken.alo153.intake;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Breaks: an endpoint that waits. */
@RestController
public final class WaitsOnNetty {
  public @Nullable String answer(Mono<String> slow) {
    return slow.block();
  }
}
