package alo153.notification.in;

import alo153.events.DeadlineMissed;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.StatusChanged;
import alo153.notification.decide.MessagePlanner;
import alo153.notification.decide.PlannedMessage;
import alo153.notification.decide.RequestFacts;
import alo153.notification.out.Outbox;
import alo153.notification.out.RequestFile;
import alo153.transport.BatchRule;
import alo153.transport.LogRecord;
import alo153.transport.LogRecord.EventRecord;
import alo153.transport.LogRecord.PartRecord;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** Reads the log and the personal parts, one thread per partition: one writer per request. */
@Configuration(proxyBeanMethods = false)
class NotificationFunctions {

  @Bean
  Consumer<Message<List<byte[]>>> planMessages(BatchRule rule, Outbox outbox) {
    return rule.handle(batch -> plan(batch, outbox));
  }

  private static List<Refused<LogRecord>> plan(List<Received<LogRecord>> batch, Outbox outbox) {
    Map<RequestId, RequestFile> files = files(batch, outbox);
    var planned = new ArrayList<PlannedMessage>();
    var erased = new HashSet<RequestId>();
    var refused = new ArrayList<Refused<LogRecord>>();
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof PartRecord part) {
        RequestFile file = files.get(part.key().requestId());
        if (file.reaches(record.origin())) {
          file.read(part.key().part(), part.part());
        }
      } else if (record.value() instanceof EventRecord happened) {
        RequestEvent event = happened.event();
        RequestFile file = files.get(event.requestId());
        if (file.reaches(record.origin())) {
          file.read(event);
          RequestFacts facts = file.facts();
          if (facts != null) {
            planned.addAll(MessagePlanner.plan(event, facts));
          } else if (needsFacts(event)) {
            refused.add(
                new Refused<>(
                    record, "UNKNOWN_REQUEST", "the submission is not in the log before"));
          }
        }
        if (event instanceof PersonErased) {
          erased.add(event.requestId());
        }
      } else {
        throw new IllegalStateException("bound to a topic that is not ours to read");
      }
    }
    outbox.write(files, planned, erased);
    return refused;
  }

  private static Map<RequestId, RequestFile> files(List<Received<LogRecord>> batch, Outbox outbox) {
    var all = new LinkedHashSet<RequestId>();
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        all.add(happened.event().requestId());
      } else if (record.value() instanceof PartRecord part) {
        all.add(part.key().requestId());
      }
    }
    return outbox.load(all);
  }

  private static boolean needsFacts(RequestEvent event) {
    return event instanceof RequestAssigned
        || event instanceof StatusChanged
        || event instanceof DeadlineMissed;
  }
}
