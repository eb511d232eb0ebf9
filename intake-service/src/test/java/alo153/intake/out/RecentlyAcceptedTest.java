package alo153.intake.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.EventId;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.intake.out.RecentlyAccepted.Seen;
import org.junit.jupiter.api.Test;

class RecentlyAcceptedTest {
  private final RecentlyAccepted recent = new RecentlyAccepted(2);
  private final RequestId request = RequestId.random();
  private final EventId event = RequestSubmitted.idOf(request);

  @Test
  void aRepetitionIsKnownOnceItIsAcknowledged() {
    assertThat(recent.begin(event, "a")).isEqualTo(Seen.NEW);
    assertThat(recent.begin(event, "a")).isEqualTo(Seen.SAME);
    recent.acknowledged(event, request, "a");
    assertThat(recent.begin(event, "a")).isEqualTo(Seen.SAME_AND_ACKNOWLEDGED);
    assertThat(recent.find(request.trackingCode())).contains(request);
  }

  @Test
  void otherContentIsRefusedOnlyOnceTheFirstIsAcknowledged() {
    recent.begin(event, "a");
    assertThat(recent.begin(event, "b")).isEqualTo(Seen.NEW);
    recent.acknowledged(event, request, "b");
    assertThat(recent.begin(event, "a")).isEqualTo(Seen.OTHER_CONTENT);
  }

  @Test
  void theOldestIsForgottenFirst() {
    recent.begin(event, "a");
    recent.begin(RequestSubmitted.idOf(RequestId.random()), "b");
    recent.begin(RequestSubmitted.idOf(RequestId.random()), "c");
    assertThat(recent.begin(event, "b")).isEqualTo(Seen.NEW);
  }
}
