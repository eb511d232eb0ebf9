package alo153.routing.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.embedded.EmbeddedStore;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.Sample;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoWordsIT {
  private static final PersonalKey KEY = new PersonalKey(Sample.REQUEST, PersonalKey.words("4F5A"));
  private static final KeptWords SAID =
      KeptWords.of(new CitizenWords("Yolda çukur var", "yolda cukur var", null, null, List.of()));

  private final EmbeddedStore store = EmbeddedStore.start(new EmbeddedStore.Settings(null, 0));
  private final MongoClient client = MongoClients.create(store.uri());
  private final MongoWords words = new MongoWords(client.getDatabase("routing"));

  @AfterEach
  void close() {
    client.close();
    store.close();
  }

  @Test
  void wordsAreKeptUntilTheyAreForgotten() {
    words.keep(Map.of(KEY, SAID));
    assertThat(words.find(List.of(KEY))).containsEntry(KEY, SAID);
    words.keep(Map.of(KEY, KeptWords.FORGOTTEN));
    assertThat(words.find(List.of(KEY))).containsEntry(KEY, KeptWords.FORGOTTEN);
  }

  @Test
  void whoStoodStillDoesNotBringForgottenWordsBack() {
    words.keep(Map.of(KEY, SAID));
    words.forget(List.of(KEY));
    words.keep(Map.of(KEY, SAID));
    assertThat(words.find(List.of(KEY))).containsEntry(KEY, KeptWords.FORGOTTEN);
  }

  @Test
  void whoStoodStillDoesNotBringBackWhatWasKeptLongEnough() {
    words.keep(Map.of(KEY, SAID));
    words.dropAllOf(List.of(Sample.REQUEST));
    words.keep(Map.of(KEY, SAID));
    assertThat(words.find(List.of(KEY)).get(KEY).words()).isNull();
  }
}
