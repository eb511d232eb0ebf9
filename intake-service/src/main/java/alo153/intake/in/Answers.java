package alo153.intake.in;

import alo153.frame.FieldProblem;
import alo153.frame.ProblemException;
import alo153.intake.decide.Flaw;
import alo153.intake.out.Outcome;
import alo153.intake.out.RefusedFileException;
import java.util.List;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** Turns what became of a delivery into what HTTP says about it. */
public final class Answers {
  private Answers() {}

  /** What was taken; anything else becomes a problem document. */
  public static Mono<Outcome.Taken> taken(Mono<Outcome> outcome) {
    return outcome.flatMap(
        it -> it instanceof Outcome.Taken taken ? Mono.just(taken) : Mono.error(() -> problem(it)));
  }

  /** Flaws as fields of a problem document. */
  public static List<FieldProblem> fields(List<Flaw> flaws) {
    return flaws.stream()
        .map(flaw -> new FieldProblem(flaw.pointer(), flaw.code(), flaw.tr(), flaw.en()))
        .toList();
  }

  /** A file that is not taken. */
  public static ProblemException problem(RefusedFileException refused) {
    return switch (refused.reason()) {
      case TOO_LARGE -> ProblemException.tooLarge("the file has " + refused.getMessage());
      case MEDIA_TYPE -> ProblemException.unsupportedMediaType(refused.getMessage());
      case EMPTY ->
          ProblemException.invalid(
              List.of(new FieldProblem("#/file", "EMPTY", "Dosya boş.", "The file is empty.")));
    };
  }

  private static ProblemException problem(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return ProblemException.invalid(fields(refused.flaws()));
    }
    if (outcome instanceof Outcome.KeyReused) {
      return ProblemException.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "idempotency-key-reused",
          "Aynı anahtar farklı içerikle kullanıldı",
          "The same key was used with another content");
    }
    return ProblemException.notFound();
  }
}
