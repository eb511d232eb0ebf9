package alo153.events;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;

/**
 * The person behind a request was forgotten: the named parts are gone for ever, the rest stays.
 *
 * @param id derived from its cause
 * @param requestId the request
 * @param at when it happened
 * @param parts the names of the parts that were erased
 */
@JsonTypeName(PersonErased.TYPE)
public record PersonErased(EventId id, RequestId requestId, Instant at, List<String> parts)
    implements RequestEvent {
  public static final String TYPE = "person.erased.v1";

  public PersonErased {
    parts = List.copyOf(parts);
  }

  @Override
  public <R> R fold(EventCases<R> cases) {
    return cases.personErased(this);
  }
}
