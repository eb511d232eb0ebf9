package alo153.tracking.decide;

import alo153.events.Actor;
import alo153.events.BilingualText;
import alo153.events.EventId;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a case's timeline: an event, as short as the desk needs it. What an event has no use
 * for is null.
 *
 * @param id the event
 * @param type its name on the wire
 * @param at when
 * @param by who; null when the type says it
 * @param from the status left
 * @param to the status reached or wanted
 * @param ignored true when the event came too late to move anything; null otherwise
 * @param outcome of an answer
 * @param reason a code: of a refusal, of a note, of a failure, of a triage
 * @param owner who got the work
 * @param suggestedOwner whom a refusing owner names
 * @param plannedFor a promised day
 * @param text explanation or basis, in words
 * @param name of a deadline, or what a message or a citizen's message is for
 * @param due of a deadline
 * @param detail a warning's name, a channel
 * @param rating 1 to 5
 * @param updateId the owner's update behind it
 * @param attachments references
 * @param parts the personal parts that belong to it
 */
public record Entry(
    EventId id,
    String type,
    Instant at,
    @Nullable Actor by,
    @Nullable Status from,
    @Nullable Status to,
    @Nullable Boolean ignored,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable Owner owner,
    @Nullable OwnerCode suggestedOwner,
    @Nullable LocalDate plannedFor,
    @Nullable BilingualText text,
    @Nullable String name,
    @Nullable Instant due,
    @Nullable String detail,
    @Nullable Integer rating,
    @Nullable String updateId,
    @Nullable List<String> attachments,
    @Nullable List<String> parts) {}
