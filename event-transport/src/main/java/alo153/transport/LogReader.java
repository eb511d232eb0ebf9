package alo153.transport;

import alo153.events.RequestEvent;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.wire.UnreadableRecordException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From bytes to records, by topic. */
final class LogReader {
  private final Sealer sealer;

  LogReader(Sealer sealer) {
    this.sealer = sealer;
  }

  /**
   * @return empty when the record says nothing: a marker, or an empty record on a topic that is not
   *     compacted, only closes a segment
   * @throws UnreadableRecordException when it is not what its topic promises
   */
  Optional<LogRecord> read(Origin origin, byte @Nullable [] value) {
    if (value == null && CarriedTopics.MARKER.equals(origin.keyText())) {
      return Optional.empty();
    }
    if (origin.topic().equals(Topics.PERSONAL)) {
      return Optional.of(part(origin, value));
    }
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (origin.topic()) {
          case Topics.REQUESTS -> event(origin, value);
          case Topics.UPDATES -> new LogRecord.UpdateRecord(Codec.readUpdate(value));
          case Topics.CONTACTS -> new LogRecord.ContactRecord(Codec.readContact(value));
          case Topics.INBOX -> new LogRecord.SubmissionRecord(Codec.readSubmission(value));
          default ->
              throw new UnreadableRecordException("no service reads topic " + origin.topic(), null);
        });
  }

  private static LogRecord event(Origin origin, byte[] value) {
    RequestEvent event = Codec.readEvent(value);
    if (!event.requestId().value().equals(origin.keyText())) {
      throw new UnreadableRecordException("the key is not the request id", null);
    }
    return new LogRecord.EventRecord(event);
  }

  private LogRecord part(Origin origin, byte @Nullable [] value) {
    PersonalKey key;
    try {
      key = PersonalKey.parse(origin.keyText());
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("the key is not <requestId>/<part>", e);
    }
    return new LogRecord.PartRecord(key, value == null ? null : sealer.open(key, value));
  }
}
