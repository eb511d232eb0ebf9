package alo153.intake.out;

import alo153.events.EventId;
import alo153.events.RequestId;
import alo153.intake.decide.Flaw;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of something that came in by a door. */
public sealed interface Outcome {

  /**
   * It is on the log, acknowledged by the brokers.
   *
   * @param requestId the request
   * @param eventId the event it became
   * @param answerBy until when the answer is owed; null for a message to an older request
   * @param repeated whether we had it already
   */
  record Taken(RequestId requestId, EventId eventId, @Nullable Instant answerBy, boolean repeated)
      implements Outcome {}

  /** It can not be accepted, and nothing of it was kept. */
  record Refused(List<Flaw> flaws) implements Outcome {
    public Refused {
      flaws = List.copyOf(flaws);
    }
  }

  /** The key stands for another content already; the first one counts. */
  record KeyReused(RequestId requestId) implements Outcome {}

  /** There is no request with this code. */
  record UnknownRequest() implements Outcome {}
}
