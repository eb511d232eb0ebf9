package alo153.tracking.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

  private static Set<Status> reachableFrom(Status start) {
    var seen = EnumSet.of(start);
    var open = new ArrayDeque<Status>(seen);
    while (!open.isEmpty()) {
      Status from = open.remove();
      for (Move move : Transitions.all()) {
        if (move.from() == from && seen.add(move.to())) {
          open.add(move.to());
        }
      }
    }
    return seen;
  }

  @Test
  void everyStatusCanBeReachedFromASubmission() {
    assertThat(reachableFrom(Status.SUBMITTED)).containsExactlyInAnyOrder(Status.values());
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void noStatusIsATrap(Status status) {
    assertThat(Transitions.all()).anyMatch(move -> move.from() == status && move.to() != status);
    assertThat(reachableFrom(status)).contains(Status.CLOSED);
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void somebodyInTheHouseCanAlwaysMoveItOn(Status status) {
    assertThat(Transitions.from(status, Move.Who.DESK)).isNotEmpty();
  }

  @Test
  void nothingIsClosedButAfterAnAnswer() {
    assertThat(Transitions.all())
        .filteredOn(move -> move.to() == Status.CLOSED)
        .extracting(Move::from)
        .containsOnly(Status.ANSWERED);
  }

  @Test
  void aLineStandsInTheTableOnce() {
    assertThat(Transitions.all().stream().map(move -> move.from() + ">" + move.to()))
        .doesNotHaveDuplicates();
  }

  @Test
  void anAnswerNeedsAnOutcomeAndWords() {
    assertThat(Transitions.needs(Status.ANSWERED))
        .containsExactlyInAnyOrder(Move.Need.OUTCOME, Move.Need.ANSWER);
    assertThat(Transitions.needs(Status.REFUSED)).containsExactly(Move.Need.REASON);
  }

  @Test
  void anOwnerNeverTakesWorkByItself() {
    assertThat(Transitions.all())
        .filteredOn(move -> move.to() == Status.ASSIGNED || move.to() == Status.FORWARDED)
        .allSatisfy(move -> assertThat(move.who()).containsExactly(Move.Who.SYSTEM));
  }

  @Test
  void theCitizenMayObjectToWhatIsFinalAndWithdrawWhatIsNot() {
    assertThat(Transitions.citizenActions(Status.CLOSED))
        .containsExactly(Transitions.CitizenAction.OBJECT, Transitions.CitizenAction.RATE);
    assertThat(Transitions.citizenActions(Status.WAITING_FOR_CITIZEN))
        .containsExactly(
            Transitions.CitizenAction.ANSWER,
            Transitions.CitizenAction.ADD,
            Transitions.CitizenAction.WITHDRAW);
    assertThat(Transitions.citizenActions(Status.WITHDRAWN)).isEmpty();
  }

  @Test
  void theHandbookShowsTheTableAsItIs() throws IOException {
    Path page = Path.of("transitions.md");
    assertThat(Files.readString(page))
        .as("the table changed: write Transitions.markdown() to transitions.md")
        .isEqualTo(Transitions.markdown());
  }
}
