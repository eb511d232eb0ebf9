package alo153.routing.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.embedded.EmbeddedStore;
import alo153.events.RequestAssigned;
import alo153.events.TriageRequested;
import alo153.events.TriageRequested.Queue;
import alo153.routing.decide.DecisionOffsets;
import alo153.routing.decide.RequestState;
import alo153.routing.decide.Sample;
import alo153.routing.out.MongoDecisions.Change;
import alo153.routing.out.MongoDecisions.Open;
import alo153.routing.out.MongoDecisions.Stored;
import alo153.transport.InfrastructureException;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Two instances on one store, of which one stands still for a while and then goes on. */
class MongoDecisionsIT {
  private final EmbeddedStore store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
  private final MongoClient client = MongoClients.create(store.uri());
  private final MongoDecisions decisions = new MongoDecisions(client.getDatabase("routing"));

  private final TriageRequested question = Sample.triage("submitted", Queue.TRIAGE, 0);
  private final RequestAssigned decision = Sample.assigned("decision", Sample.ROADS, 0);
  private final TriageRequested harderQuestion = Sample.triage("refused", Queue.ARBITER, 1);
  private final RequestState begun = RequestState.of(Sample.submitted());
  private final RequestState asked = begun.with(question);
  private final RequestState decided = asked.with(decision);

  @AfterEach
  void close() {
    client.close();
    store.close();
  }

  private void save(Stored before, RequestState after) {
    decisions.save(List.of(new Change(before, after, DecisionOffsets.NONE)));
  }

  private void saveFirst(RequestState after) {
    decisions.save(List.of(new Change(null, after, DecisionOffsets.NONE)));
  }

  private Stored now() {
    return decisions.load(Sample.REQUEST).orElseThrow();
  }

  private List<Queue> open() {
    return decisions.open(null, null, 10).stream().map(Open::queue).toList();
  }

  @Test
  void whoStoodStillDoesNotAskTheDeskAgainWhatItHasDecided() {
    saveFirst(asked);
    save(now(), decided);
    assertThat(open()).isEmpty();
    // the same batch, held by somebody who was stopped before anything of it was written
    assertThatThrownBy(() -> saveFirst(asked)).isInstanceOf(InfrastructureException.class);
    assertThat(open()).isEmpty();
  }

  @Test
  void whoStoodStillDoesNotTakeAwayALaterQuestion() {
    saveFirst(asked);
    Stored held = now();
    save(held, decided);
    save(now(), decided.with(harderQuestion));
    assertThatThrownBy(() -> save(held, decided)).isInstanceOf(InfrastructureException.class);
    assertThat(open()).containsExactly(Queue.ARBITER);
  }

  @Test
  void whoStoodStillBetweenStateAndQuestionAsksOnlyWhatIsStillOpen() {
    saveFirst(asked);
    Stored held = now();
    save(held, decided);
    decisions.keepQuestions(List.of(held));
    assertThat(open()).isEmpty();
  }

  @Test
  void aQuestionWhoseWriterDiedBeforeAskingIsAskedWhenTheRecordsComeAgain() {
    saveFirst(asked);
    Mono.from(client.getDatabase("routing").getCollection("triage").deleteMany(new Document()))
        .block();
    decisions.keepQuestions(List.of(now()));
    assertThat(open()).containsExactly(Queue.TRIAGE);
  }

  @Test
  void askingTheSameTwiceKeepsWhatAClerkDidWithIt() {
    saveFirst(asked);
    decisions.answered(question);
    decisions.keepQuestions(List.of(now()));
    assertThat(open()).isEmpty();
  }
}
