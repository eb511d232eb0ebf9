package alo153.tracking.decide;

import alo153.events.work.ContactLogged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call or conversation: what its events say together, whatever the order they came in. A later
 * event, by the provider's clock, corrects an earlier one where it says something.
 *
 * @param id the call or conversation
 * @param events what was reported, by the provider's clock
 */
public record Contact(String id, List<ContactLogged> events) {

  public Contact {
    events =
        events.stream()
            .sorted(
                Comparator.comparing(ContactLogged::occurredAt).thenComparing(ContactLogged::id))
            .toList();
  }

  /** With one more event; the same contact when the event is in it already. */
  public Contact with(ContactLogged event) {
    if (events.stream().anyMatch(known -> known.id().equals(event.id()))) {
      return this;
    }
    var more = new ArrayList<>(events);
    more.add(event);
    return new Contact(id, more);
  }

  /** What the events say together. */
  public ContactLogged merged() {
    ContactLogged last = events.get(events.size() - 1);
    return new ContactLogged(
        last.id(),
        id,
        last.channel(),
        last.type(),
        last.occurredAt(),
        last.provider(),
        latest(ContactLogged::from),
        latest(ContactLogged::name),
        latest(ContactLogged::queue),
        latest(ContactLogged::agentExtension),
        latest(ContactLogged::startedAt),
        latest(ContactLogged::answeredAt),
        latest(ContactLogged::endedAt),
        latest(ContactLogged::waitSeconds),
        latest(ContactLogged::talkSeconds),
        latest(ContactLogged::outcome),
        latest(ContactLogged::topic),
        latest(ContactLogged::note),
        latest(ContactLogged::requestId));
  }

  /** When it was last heard of. */
  public Instant lastAt() {
    return events.get(events.size() - 1).occurredAt();
  }

  private <V> @Nullable V latest(Function<ContactLogged, @Nullable V> field) {
    return events.stream()
        .map(field)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }
}
