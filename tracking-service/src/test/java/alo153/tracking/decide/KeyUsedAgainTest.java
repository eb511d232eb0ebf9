package alo153.tracking.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.CitizenWrote.Purpose;
import alo153.events.EventId;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.UpdateNoted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyUsedAgainTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  private final Reactions reactions = new Reactions(new Deadlines(new Cases.PlainClocks()));
  private final CaseFile before = Cases.at(Status.IN_PROGRESS);

  @Test
  void otherWordsUnderTheKeyOfALaterMessageAreNotedAndTheFirstOnesCount() {
    CaseFile file = before.read(wrote(Purpose.ADDITION, null, "words-1"));
    var note = (UpdateNoted) noted(file, wrote(Purpose.ADDITION, null, "words-2"));
    assertThat(note.reason()).isEqualTo(UpdateNoted.Reason.KEY_USED_AGAIN);
    assertThat(note.parts()).isEmpty();
    assertThat(noted(file, wrote(Purpose.ADDITION, null, "words-2"))).isEqualTo(note);
    assertThat(noted(file, wrote(Purpose.ADDITION, null, "words-3"))).isNotEqualTo(note);
  }

  @Test
  void anotherRatingOrPurposeUnderTheSameKeyIsNotedToo() {
    CaseFile file = before.read(wrote(Purpose.RATING, 4));
    assertThat(noted(file, wrote(Purpose.RATING, 1))).isNotNull();
    assertThat(noted(file, wrote(Purpose.WITHDRAWAL, null))).isNotNull();
  }

  @Test
  void theSameMessageAgainIsNoNews() {
    CaseFile file = before.read(wrote(Purpose.RATING, 4, "words-1"));
    assertThat(noted(file, wrote(Purpose.RATING, 4, "words-1"))).isNull();
    assertThat(noted(before, wrote(Purpose.RATING, 4, "words-1"))).isNull();
  }

  private @Nullable Object noted(CaseFile file, CitizenWrote again) {
    return reactions.toKeyUsedAgain(file, again, NOW).orElse(null);
  }

  private CitizenWrote wrote(Purpose purpose, @Nullable Integer rating, String... parts) {
    RequestId id = before.requestId();
    return new CitizenWrote(
        EventId.derive(CitizenWrote.TYPE, id, "WEB", "key"),
        id,
        NOW,
        Channel.WEB,
        purpose,
        rating,
        List.of(),
        List.of(parts));
  }
}
