package alo153.transport;

import alo153.events.EventId;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts what a service says into records: topic, key, partition, CloudEvents headers (binary mode),
 * bytes.
 */
public final class Envelopes {
  private final Service service;
  private final Sealer sealer;
  private final Clock clock;

  public Envelopes(Service service, Sealer sealer, Clock clock) {
    this.service = service;
    this.sealer = sealer;
    this.clock = clock;
  }

  public Outgoing event(RequestEvent event) {
    String requestId = event.requestId().value();
    return new Outgoing(
        Topics.REQUESTS,
        requestId,
        requestId,
        Codec.write(event),
        headers(event.id().value(), event.type(), requestId, event.at()));
  }

  public Outgoing part(RequestId requestId, String part, PersonalPart value) {
    var key = new PersonalKey(requestId, part);
    // no subject, no type of the content: only that something personal lies here
    Map<String, String> headers =
        headers(key.toString(), "personal.part.v1", requestId.value(), clock.instant());
    headers.put(Headers.CONTENT_TYPE, "application/octet-stream");
    return new Outgoing(
        Topics.PERSONAL, key.toString(), requestId.value(), sealer.seal(key, value), headers);
  }

  /** The tombstone that makes a part forgotten. */
  public Outgoing forgotten(PersonalKey key) {
    return tombstone(Topics.PERSONAL, key.toString(), key.requestId().value());
  }

  /** A tombstone on any compacted topic. */
  public Outgoing tombstone(String topic, String key, String partitionKey) {
    return new Outgoing(topic, key, partitionKey, null, Map.of());
  }

  public Outgoing work(WorkRecord work) {
    String requestId = work.requestId().value();
    String type =
        work instanceof WorkAssigned
            ? "work.assigned.v1"
            : work instanceof WorkTaken ? "work.taken.v1" : "work.citizen-added.v1";
    return new Outgoing(
        Topics.department(work.department()),
        workKey(work.requestId(), work.id()),
        requestId,
        Codec.write(work),
        headers(work.id().value(), type, requestId, work.at()));
  }

  /** Under which key a line stands in a department's feed. */
  public static String workKey(RequestId requestId, EventId id) {
    return requestId + "/" + id;
  }

  public Outgoing update(DepartmentUpdate update) {
    String requestId = update.requestId().value();
    Instant at = update.at() == null ? clock.instant() : update.at();
    return new Outgoing(
        Topics.UPDATES,
        requestId,
        requestId,
        Codec.write(update),
        headers(
            EventId.derive(DepartmentUpdate.TYPE, update.requestId(), update.updateId()).value(),
            DepartmentUpdate.TYPE,
            requestId,
            at));
  }

  public Outgoing contact(ContactLogged contact) {
    return new Outgoing(
        Topics.CONTACTS,
        contact.contactId(),
        contact.contactId(),
        Codec.write(contact),
        headers(contact.id(), ContactLogged.TYPE, contact.contactId(), contact.occurredAt()));
  }

  private Map<String, String> headers(String id, String type, String subject, Instant at) {
    var headers = new HashMap<String, String>();
    headers.put(Headers.CE_SPEC_VERSION, "1.0");
    headers.put(Headers.CE_ID, id);
    headers.put(Headers.CE_TYPE, type);
    headers.put(Headers.CE_SOURCE, "/" + service.group());
    headers.put(Headers.CE_SUBJECT, subject);
    headers.put(Headers.CE_TIME, at.toString());
    headers.put(Headers.CONTENT_TYPE, "application/json");
    return headers;
  }
}
