package alo153.intake.in.inbox;

import alo153.events.Attachment;
import alo153.events.CitizenWrote;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.MessageSent;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.SomeEventCases;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.UpdateNoted;
import alo153.frame.StoreCalls;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.CodeIndex;
import alo153.intake.out.PersonalTrace;
import alo153.intake.out.Threads;
import alo153.transport.BatchHandler;
import alo153.transport.LogRecord;
import alo153.transport.Received;
import alo153.transport.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows the log for what the intake keeps: ties files to their request, notes which code is which
 * request, which of our mails gave an institution its work and who was asked a question in a chat,
 * and forgets a person's files when the log says so. In the log's order, so a file named before the
 * erasure is gone after it.
 */
final class LogFollower implements BatchHandler<LogRecord> {
  private final AttachmentStore files;
  private final CodeIndex codes;
  private final Threads threads;
  private final List<PersonalTrace> traces;

  LogFollower(AttachmentStore files, CodeIndex codes, Threads threads, List<PersonalTrace> traces) {
    this.files = files;
    this.codes = codes;
    this.threads = threads;
    this.traces = List.copyOf(traces);
  }

  /** From now on the files belong to the request and go with it. */
  private Mono<Void> tie(RequestId request, @Nullable List<Attachment> attachments) {
    return attachments == null || attachments.isEmpty()
        ? Mono.empty()
        : files.tie(request, attachments);
  }

  @Override
  public List<Refused<LogRecord>> handle(List<Received<LogRecord>> batch) {
    var submitted = new ArrayList<RequestSubmitted>();
    var steps = new ArrayList<Mono<Void>>();
    var effects =
        new SomeEventCases<Mono<Void>>() {
          @Override
          public Mono<Void> requestSubmitted(RequestSubmitted event) {
            submitted.add(event);
            return tie(event.requestId(), event.attachments());
          }

          @Override
          public Mono<Void> citizenWrote(CitizenWrote event) {
            return tie(event.requestId(), event.attachments());
          }

          @Override
          public @Nullable Mono<Void> messageSent(MessageSent event) {
            if (event.purpose() == MessagePurpose.WORK && event.channel() == MessageChannel.EMAIL) {
              return threads.sent(Threads.WORK, Map.of(event.messageId(), event.requestId()));
            }
            return event.purpose() == MessagePurpose.QUESTION
                    && event.channel() == MessageChannel.WHATSAPP
                ? threads.asked(event.requestId(), event.at())
                : null;
          }

          @Override
          public Mono<Void> statusChanged(StatusChanged event) {
            Mono<Void> tied = tie(event.requestId(), event.attachments());
            return event.from() == Status.WAITING_FOR_CITIZEN
                ? tied.then(threads.answered(event.requestId(), event.at()))
                : tied;
          }

          @Override
          public Mono<Void> updateNoted(UpdateNoted event) {
            return tie(event.requestId(), event.attachments());
          }

          @Override
          public Mono<Void> personErased(PersonErased event) {
            return files
                .forget(event.requestId())
                .thenMany(
                    Flux.fromIterable(traces).concatMap(trace -> trace.forget(event.requestId())))
                .then();
          }
        };
    for (Received<LogRecord> received : batch) {
      if (received.value() instanceof LogRecord.EventRecord record) {
        Mono<Void> step = record.event().fold(effects);
        if (step != null) {
          steps.add(step);
        }
      }
    }
    StoreCalls.await(codes.add(submitted));
    steps.forEach(StoreCalls::await);
    return List.of();
  }
}
