package alo153.tracking.in;

import alo153.events.work.ContactLogged;
import alo153.tracking.out.MongoContacts;
import alo153.transport.BatchRule;
import alo153.transport.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** What is bound to topics. */
@Configuration(proxyBeanMethods = false)
class TrackingFunctions {

  /** The log, the updates and the personal parts together: one thread per partition. */
  @Bean
  Consumer<Message<List<byte[]>>> trackRequests(BatchRule rule, TrackRequests handler) {
    return rule.handle(handler);
  }

  /** Calls and messages that are not a request. */
  @Bean
  Consumer<Message<List<byte[]>>> logContacts(BatchRule rule, MongoContacts contacts) {
    return rule.handle(
        batch -> {
          var events = new ArrayList<ContactLogged>();
          for (var record : batch) {
            if (record.value() instanceof LogRecord.ContactRecord contact) {
              events.add(contact.contact());
            }
          }
          contacts.add(events);
          return List.of();
        });
  }
}
