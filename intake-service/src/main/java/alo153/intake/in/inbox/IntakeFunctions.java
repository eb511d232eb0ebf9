package alo153.intake.in.inbox;

import alo153.intake.out.Acceptance;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.PersonalTrace;
import alo153.intake.out.Threads;
import alo153.transport.BatchRule;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** The functions bound to topics. */
@Configuration(proxyBeanMethods = false)
class IntakeFunctions {

  @Bean
  Consumer<Message<List<byte[]>>> acceptInbox(BatchRule rule, Acceptance acceptance, Clock clock) {
    return rule.handle(new InboxDoor(acceptance, clock));
  }

  @Bean
  Consumer<Message<List<byte[]>>> followLog(
      BatchRule rule,
      AttachmentStore files,
      CodeIndex codes,
      Threads threads,
      ObjectProvider<PersonalTrace> traces) {
    return rule.handle(new LogFollower(files, codes, threads, traces.orderedStream().toList()));
  }
}
