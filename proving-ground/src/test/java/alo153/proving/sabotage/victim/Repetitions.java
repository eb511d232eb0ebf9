package alo153.proving.sabotage.victim;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.tracking.decide.CaseState;
import java.time.Instant;
import java.util.List;

/** Does two things twice and prints how often they counted. */
public final class Repetitions {
  private Repetitions() {}

  public static void main(String[] arguments) {
    byte[] secret = "a key for this test only".getBytes(UTF_8);
    RequestId first = RequestId.derive(secret, Channel.WEB, "", "the same key");
    RequestId second = RequestId.derive(secret, Channel.WEB, "", "the same key");
    System.out.println("requests under one key: " + (first.equals(second) ? 1 : 2));

    var event =
        new PersonErased(
            EventId.derive(PersonErased.TYPE, first, "repetitions"),
            first,
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of());
    CaseState state = CaseState.unknown(first).after(event).after(event);
    System.out.println("lines of one event: " + state.timeline().size());
  }
}
