package alo153.events.work;

import alo153.events.Channel;
import alo153.events.RequestId;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a call or chat which is not itself a request, on {@code
 * alo153.contacts}. One call gives several; readers merge them by {@code contactId}, in any order.
 * Carries personal data and is kept 90 days at most.
 *
 * @param id derived from the provider's event: the same event is the same record
 * @param contactId the call or conversation, hashed with the provider's name
 * @param channel the door
 * @param type what happened, such as {@code call.answered}
 * @param occurredAt when, by the provider's clock
 * @param provider who reported it
 * @param from the caller in E.164; null when withheld
 * @param name as given by the clerk or the line; null when unknown
 * @param queue the waiting line; null when none
 * @param agentExtension who answered; null when nobody did
 * @param startedAt when the call reached us; null when this event does not say
 * @param answeredAt when a person answered
 * @param endedAt when it ended
 * @param waitSeconds waiting time
 * @param talkSeconds talking time
 * @param outcome such as {@code completed}, {@code abandoned}, {@code no_answer}
 * @param topic what an "information given" was about
 * @param note the clerk's words; null when none
 * @param requestId the request that came of it; null when none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContactLogged(
    String id,
    String contactId,
    Channel channel,
    String type,
    Instant occurredAt,
    String provider,
    @Nullable String from,
    @Nullable String name,
    @Nullable String queue,
    @Nullable String agentExtension,
    @Nullable Instant startedAt,
    @Nullable Instant answeredAt,
    @Nullable Instant endedAt,
    @Nullable Integer waitSeconds,
    @Nullable Integer talkSeconds,
    @Nullable String outcome,
    @Nullable String topic,
    @Nullable String note,
    @Nullable RequestId requestId) {
  public static final String TYPE = "contact.logged.v1";
}
