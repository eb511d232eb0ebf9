package alo153.intake.in.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class OneByOneTest {
  private final OneByOne persons = new OneByOne();
  private final List<String> done = new ArrayList<>();

  private Mono<String> step(String name) {
    return Mono.fromSupplier(
        () -> {
          done.add(name);
          return name;
        });
  }

  @Test
  void theSecondWaitsForTheFirstAndOthersDoNot() {
    var first = Sinks.<String>one();
    persons.run("ayse", first.asMono()).subscribe();
    persons.run("ayse", step("second")).subscribe();
    persons.run("mehmet", step("other")).subscribe();

    assertThat(done).containsExactly("other");
    first.tryEmitValue("first");
    assertThat(done).containsExactly("other", "second");
  }

  @Test
  void aFailureHoldsNobodyUp() {
    persons.run("ayse", Mono.error(new IllegalStateException("x"))).subscribe(it -> {}, e -> {});
    persons.run("ayse", step("second")).subscribe();

    assertThat(done).containsExactly("second");
  }

  @Test
  void whoGivesUpWhileWaitingLetsNobodyPass() {
    var first = Sinks.<String>one();
    persons.run("ayse", first.asMono()).subscribe();
    persons.run("ayse", step("given up")).subscribe().dispose();
    persons.run("ayse", step("third")).subscribe();

    assertThat(done).isEmpty();
    first.tryEmitEmpty();
    assertThat(done).containsExactly("third");
  }
}
