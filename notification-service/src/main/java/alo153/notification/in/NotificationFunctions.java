package alo153.notification.in;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.DeadlineMissed;
import alo153.events.PersonErased;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.StatusChanged;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalPart;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        keep(part, files.get(part.key().requestId()));
      } else if (record.value() instanceof EventRecord happened) {
        RequestEvent event = happened.event();
        RequestFile file = files.get(event.requestId());
        fold(event, file);
        RequestFacts facts = file.facts();
        if (facts != null) {
          planned.addAll(MessagePlanner.plan(event, facts));
        } else if (needsFacts(event)) {
          refused.add(
              new Refused<>(record, "UNKNOWN_REQUEST", "the submission is not in the log before"));
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

  /** New requests need not be looked up. */
  private static Map<RequestId, RequestFile> files(List<Received<LogRecord>> batch, Outbox outbox) {
    var fresh = new HashSet<RequestId>();
    var all = new LinkedHashSet<RequestId>();
    for (Received<LogRecord> record : batch) {
      if (record.value() instanceof EventRecord happened) {
        all.add(happened.event().requestId());
        if (happened.event() instanceof RequestSubmitted) {
          fresh.add(happened.event().requestId());
        }
      } else if (record.value() instanceof PartRecord part) {
        all.add(part.key().requestId());
      }
    }
    Set<RequestId> known = new HashSet<>(all);
    known.removeAll(fresh);
    var files = new HashMap<>(outbox.load(known));
    fresh.forEach(id -> files.put(id, new RequestFile(id)));
    return files;
  }

  private static void fold(RequestEvent event, RequestFile file) {
    RequestFacts facts = file.facts();
    if (event instanceof RequestSubmitted submitted) {
      if (facts == null) {
        file.facts(RequestFacts.of(submitted));
      }
    } else if (event instanceof PersonErased erased) {
      file.erase(erased.parts());
    } else if (facts != null) {
      if (event instanceof RequestAssigned assigned) {
        file.facts(facts.withOwner(assigned.owner().code()));
      } else if (event instanceof CitizenWrote wrote && wrote.channel() == Channel.WHATSAPP) {
        file.facts(facts.heardFrom(wrote.at()));
      } else if (event instanceof StatusChanged changed) {
        close(changed, file);
      }
    }
  }

  private static void close(StatusChanged changed, RequestFile file) {
    switch (changed.to()) {
      case CLOSED, DECLINED, WITHDRAWN, MERGED -> file.closed(changed.at());
      case OBJECTED -> file.closed(null);
      case SUBMITTED,
          IN_TRIAGE,
          ASSIGNED,
          ACCEPTED,
          IN_PROGRESS,
          PLANNED,
          WAITING_FOR_CITIZEN,
          FORWARDED,
          REFUSED,
          ANSWERED -> {
        // under way
      }
    }
  }

  private static boolean needsFacts(RequestEvent event) {
    return event instanceof RequestAssigned
        || event instanceof StatusChanged
        || event instanceof DeadlineMissed;
  }

  /** Only what a message can carry: addresses, the first words, answers and questions. */
  private static void keep(PartRecord record, RequestFile file) {
    String name = record.key().part();
    PersonalPart part = record.part();
    RequestFacts facts = file.facts();
    if (part == null) {
      file.forget(name);
    } else if (part instanceof CitizenContact
        || part instanceof OwnerWords words && (words.answer() != null || words.question() != null)
        || part instanceof CitizenWords && (facts == null || name.equals(facts.wordsPart()))) {
      file.keep(name, part);
    }
  }
}
