package alo153.notification.in;

import alo153.events.EventId;
import alo153.events.MessageChannel;
import alo153.events.MessagePurpose;
import alo153.events.RequestId;
import alo153.frame.ProblemException;
import alo153.notification.decide.LedgerState;
import alo153.notification.out.MessageHistory;
import alo153.notification.out.Row;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The truth about a request's messages. */
@RestController
final class MessagesEndpoint {
  private final MessageHistory history;

  MessagesEndpoint(MessageHistory history) {
    this.history = history;
  }

  /**
   * One message.
   *
   * @param messageId its id
   * @param purpose what it tells
   * @param recipient {@code citizen} or an institution's code; never an address
   * @param channel how it goes; null while that is not decided
   * @param provider the account that has or had it
   * @param state where it stands
   * @param attempts tries so far
   * @param maybeTwice whether a try ended without an answer, so that a second copy may exist
   * @param reason a code, when it failed or waits
   * @param cause the event it tells about
   * @param plannedAt when the cause happened
   * @param nextTry when somebody looks at it again
   * @param sentAt when a provider took it
   * @param deliveredAt when it reached the person
   * @param readAt when it was read
   */
  public record MessageLine(
      String messageId,
      MessagePurpose purpose,
      String recipient,
      @Nullable MessageChannel channel,
      @Nullable String provider,
      LedgerState state,
      int attempts,
      boolean maybeTwice,
      @Nullable String reason,
      EventId cause,
      Instant plannedAt,
      @Nullable Instant nextTry,
      @Nullable Instant sentAt,
      @Nullable Instant deliveredAt,
      @Nullable Instant readAt) {

    static MessageLine of(Row row) {
      return new MessageLine(
          row.id(),
          row.message().purpose(),
          row.message().recipient().key(),
          row.channel(),
          row.provider(),
          row.state(),
          row.attempt(),
          row.maybe(),
          row.reason(),
          row.message().cause(),
          row.message().plannedAt(),
          row.state().open() ? row.due() : null,
          row.sentAt(),
          row.deliveredAt(),
          row.readAt());
    }
  }

  /**
   * The answer.
   *
   * @param requestId the request
   * @param messages oldest first
   */
  public record Messages(RequestId requestId, List<MessageLine> messages) {}

  @GetMapping("/api/notification/v1/requests/{id}/messages")
  @Operation(summary = "What was sent about a request, to whom, and whether it arrived")
  Mono<Messages> messages(@PathVariable String id) {
    RequestId requestId;
    try {
      requestId = new RequestId(id);
    } catch (IllegalArgumentException e) {
      return Mono.error(ProblemException.notFound());
    }
    return Mono.fromCallable(() -> history.of(requestId))
        .subscribeOn(Schedulers.boundedElastic())
        .map(
            rows -> {
              if (rows.isEmpty()) {
                throw ProblemException.notFound();
              }
              return new Messages(requestId, rows.stream().map(MessageLine::of).toList());
            });
  }
}
