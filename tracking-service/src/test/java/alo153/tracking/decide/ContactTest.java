package alo153.tracking.decide;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.work.ContactLogged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContactTest {
  private static final Instant T0 = Instant.parse("2026-11-23T08:00:00Z");

  private static final List<ContactLogged> CALL =
      List.of(
          event("e1", "call.queued", 0, "+905321112233", null, null, null),
          event("e2", "call.answered", 12, null, "104", 12, null),
          event("e3", "call.ended", 200, null, null, 12, "completed"),
          event("e4", "call.summary", 260, null, null, null, null));

  private static ContactLogged event(
      String id, String type, int second, String from, String agent, Integer wait, String outcome) {
    return new ContactLogged(
        id,
        "call1",
        Channel.PHONE,
        type,
        T0.plusSeconds(second),
        "line",
        from,
        null,
        null,
        agent,
        null,
        null,
        null,
        wait,
        null,
        outcome,
        null,
        null,
        null);
  }

  @Test
  void theOrderOfArrivalDoesNotMatterNorDoRepetitions() {
    ContactLogged expected = new Contact("call1", CALL).merged();
    assertThat(expected.from()).isEqualTo("+905321112233");
    assertThat(expected.agentExtension()).isEqualTo("104");
    assertThat(expected.outcome()).isEqualTo("completed");
    for (int seed = 0; seed < 200; seed++) {
      var events = new ArrayList<>(CALL);
      events.addAll(CALL);
      Collections.shuffle(events, new Random(seed));
      Contact contact = new Contact("call1", List.of(events.get(0)));
      for (ContactLogged event : events) {
        contact = contact.with(event);
      }
      assertThat(contact.merged()).as("seed %d", seed).isEqualTo(expected);
      assertThat(contact.events()).hasSize(CALL.size());
    }
  }
}
