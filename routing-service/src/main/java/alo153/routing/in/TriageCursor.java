package alo153.routing.in;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestId;
import alo153.events.TriageRequested;
import alo153.frame.ProblemException;
import alo153.routing.out.MongoDecisions;
import java.time.Instant;
import java.util.Base64;

/** Where the next page of open questions begins. */
final class TriageCursor {
  private TriageCursor() {}

  static String after(MongoDecisions.Open last) {
    String text = last.since().toEpochMilli() + "/" + last.requestId();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /**
   * @throws ProblemException 400 when it is none of ours
   */
  static MongoDecisions.Open parse(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      int slash = text.indexOf('/');
      if (slash > 0) {
        return new MongoDecisions.Open(
            new RequestId(text.substring(slash + 1)),
            TriageRequested.Queue.TRIAGE,
            Instant.ofEpochMilli(Long.parseLong(text.substring(0, slash))));
      }
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed("cursor");
    }
    throw ProblemException.malformed("cursor");
  }
}
