package alo153.routing.in;

import alo153.events.personal.CitizenWords;
import alo153.events.personal.PersonalKey;
import alo153.routing.decide.KeptWords;
import alo153.routing.decide.Said;
import alo153.routing.out.MongoWords;
import alo153.transport.BatchHandler;
import alo153.transport.LogRecord;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.util.HashMap;
import java.util.List;

/** Keeps what citizens wrote, and forgets it when the log says so. */
public final class WordsHandler implements BatchHandler<LogRecord> {
  private final MongoWords words;

  public WordsHandler(MongoWords words) {
    this.words = words;
  }

  @Override
  public List<Refused<LogRecord>> handle(List<Received<LogRecord>> batch) {
    var parts = new HashMap<PersonalKey, KeptWords>();
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.PartRecord record) {
        keep(record, parts);
      }
    }
    words.keep(parts);
    return List.of();
  }

  private static void keep(LogRecord.PartRecord record, HashMap<PersonalKey, KeptWords> parts) {
    if (record.part() instanceof CitizenWords words) {
      parts.put(record.key(), KeptWords.of(words));
    } else if (record.part() == null && Said.isWords(record.key().part())) {
      parts.put(record.key(), KeptWords.FORGOTTEN);
    }
  }
}
