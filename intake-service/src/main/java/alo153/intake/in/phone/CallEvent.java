package alo153.intake.in.phone;

import alo153.events.work.Submission;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a call, as the exchange or the clerk's desk reports it. Events come at
 * least once and in any order.
 *
 * @param eventId the same id is the same event; derived from the call when null
 * @param type such as {@code call.offered}, {@code call.answered}, {@code call.ended}; {@code
 *     call.summary} is a citizen's request
 * @param occurredAt ISO 8601; without a zone it is Istanbul's time
 * @param provider who reports it
 * @param tenant the line or call centre; null where there is one
 * @param call the call
 * @param summary what the clerk wrote down; with {@code call.summary} only
 * @param topic what an "information given" was about
 * @param note the clerk's words on a call that is not a request
 */
public record CallEvent(
    @Nullable String eventId,
    @Schema(example = "call.summary") @Nullable String type,
    @Schema(example = "2026-11-24T18:45:10+03:00") @Nullable String occurredAt,
    @Nullable String provider,
    @Nullable String tenant,
    @Nullable Call call,
    @Nullable Summary summary,
    @Nullable String topic,
    @Nullable String note) {

  /**
   * The call.
   *
   * @param callId the exchange's own id, the same in every event of the call
   * @param legId one extension's part of it
   * @param direction {@code inbound}, {@code outbound} or {@code internal}
   * @param ani the caller's number
   * @param aniRaw the number as the exchange showed it
   * @param queue the waiting line
   * @param agentExtension who answered
   * @param startedAt when it reached us
   * @param answeredAt when a person answered
   * @param endedAt when it ended
   * @param waitSeconds waiting time
   * @param talkSeconds talking time
   * @param outcome such as {@code completed}; derived from the hang-up cause when null
   * @param hangupCause FreeSWITCH's or Q.850's word for why it ended
   */
  public record Call(
      @Nullable String callId,
      @Nullable String legId,
      @Nullable String direction,
      @Nullable String ani,
      @Nullable String aniRaw,
      @Nullable String queue,
      @Nullable String agentExtension,
      @Nullable String startedAt,
      @Nullable String answeredAt,
      @Nullable String endedAt,
      @Nullable Integer waitSeconds,
      @Nullable Integer talkSeconds,
      @Nullable String outcome,
      @Nullable String hangupCause) {}

  /**
   * What the clerk wrote down: a request.
   *
   * @param text the citizen's words
   * @param kind a name of {@link alo153.events.Kind}
   * @param category a topic code of the city pack
   * @param caller who called
   * @param location where it is
   * @param language to answer in
   * @param identityHidden the caller asked not to be named
   * @param attachments references given by the attachment endpoint
   */
  public record Summary(
      @Nullable String text,
      @Nullable String kind,
      @Nullable String category,
      @Nullable Caller caller,
      Submission.@Nullable Location location,
      @Nullable String language,
      @Nullable Boolean identityHidden,
      @Nullable List<String> attachments) {}

  /**
   * Who called, as told to the clerk.
   *
   * @param name as given
   * @param callbackPhone where to reach the caller; the line's number when null
   * @param email an address
   * @param preferred how to answer
   */
  public record Caller(
      @Nullable String name,
      @Nullable String callbackPhone,
      @Nullable String email,
      @Nullable String preferred) {}
}
