package alo153.proving.faults;

import static alo153.events.wire.Service.INTAKE;
import static alo153.events.wire.Service.NOTIFICATION;
import static alo153.events.wire.Service.ROUTING;
import static alo153.events.wire.Service.TRACKING;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Headers;
import alo153.events.wire.Service;
import alo153.events.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind of poison for every topic a service reads, made from good records of a running house,
 * and beside each kind the boxes it must end in. Who has to refuse what follows from what each
 * reader needs: what can not be read, all readers of the topic refuse; what can be read and means
 * nothing to one of them, that one passes over.
 */
final class PoisonCabinet {
  private static final Charset LATIN_5 = Charset.forName("ISO-8859-9");
  private static final Set<Service> NOBODY = Set.of();
  private static final String FAR_AWAY = "+1000000000-12-31T23:59:59.999999999Z";

  /** The broker takes 1 MiB and a little for the batch around it. */
  private static final int TOPIC_LIMIT = 1024 * 1024 - 1024;

  private final List<ConsumerRecord<byte[], byte[]>> good;
  private final Random random;
  private final List<Poison> all = new ArrayList<>();

  private PoisonCabinet(List<ConsumerRecord<byte[], byte[]>> good, Random random) {
    this.good = good;
    this.random = random;
  }

  /**
   * One of each kind for each topic.
   *
   * @param good records of the log, the updates and the personal parts as a house wrote them
   * @param random chooses which of them are spoilt
   */
  static List<Poison> of(List<ConsumerRecord<byte[], byte[]>> good, Random random) {
    var cabinet = new PoisonCabinet(good, random);
    cabinet.log();
    cabinet.updates();
    cabinet.contacts();
    cabinet.inbox();
    cabinet.personal();
    return cabinet.all;
  }

  /** An update for a request nobody submitted: a dead letter, when it was held long enough. */
  static Poison unplaced() {
    String request = RequestId.random().value();
    ObjectNode update =
        Codec.json()
            .createObjectNode()
            .put("updateId", "unplaced-" + request)
            .put("requestId", request)
            .put("by", "saski")
            .put("note", "Notumuz.");
    return new Poison(
        "an update of an unknown request",
        Topics.UPDATES,
        false,
        request.getBytes(UTF_8),
        Codec.json().writeValueAsBytes(update),
        Map.of(),
        Set.of(TRACKING));
  }

  /** Whoever reads a topic must refuse what nobody can read. */
  static Set<Service> readers(String topic) {
    return switch (topic) {
      case Topics.REQUESTS -> EnumSet.allOf(Service.class);
      case Topics.PERSONAL -> EnumSet.of(ROUTING, TRACKING, NOTIFICATION);
      case Topics.INBOX -> EnumSet.of(INTAKE);
      case Topics.UPDATES, Topics.CONTACTS -> EnumSet.of(TRACKING);
      default -> throw new IllegalArgumentException("no service reads " + topic);
    };
  }

  /**
   * A good document and where it can be hurt.
   *
   * @param text a field that has to be there and is text
   * @param list a field that is a list of texts; empty when it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared
  private record Sample(String topic, byte[] key, ObjectNode document, String text, String list) {
    byte[] bytes() {
      return Codec.json().writeValueAsBytes(document);
    }

    /** With something more before the last brace, which need not be JSON. */
    byte[] with(String more) {
      return with(more.getBytes(UTF_8));
    }

    byte[] with(byte[] more) {
      byte[] bytes = bytes();
      var out = new ByteArrayOutputStream();
      out.write(bytes, 0, bytes.length - 1);
      out.writeBytes(",\"extra\":".getBytes(UTF_8));
      out.writeBytes(more);
      out.write('}');
      return out.toByteArray();
    }

    /** With another value, as it is written, in a field. */
    byte[] with(String field, String written) {
      ObjectNode copy = document.deepCopy();
      copy.put(field, "@@@");
      return Codec.json().writeValueAsString(copy).replace("\"@@@\"", written).getBytes(UTF_8);
    }

    byte[] without(String field) {
      ObjectNode copy = document.deepCopy();
      copy.remove(field);
      return Codec.json().writeValueAsBytes(copy);
    }
  }

  private void add(String kind, Sample sample, byte @Nullable [] value) {
    add(kind, sample, value, readers(sample.topic()));
  }

  private void add(String kind, Sample sample, byte @Nullable [] value, Set<Service> boxes) {
    all.add(new Poison(kind, sample.topic(), false, sample.key(), value, Map.of(), boxes));
  }

  /** What no topic with documents can bear. */
  private void documents(Sample it) {
    byte[] whole = it.bytes();
    add("no bytes", it, new byte[0]);
    add("no JSON", it, "Bu bir JSON değil".getBytes(UTF_8));
    add("cut off", it, Arrays.copyOf(whole, whole.length / 2));
    add("two documents", it, joined(whole, whole));
    add("garbage behind", it, joined(whole, "}]".getBytes(UTF_8)));
    add("arrays 20,000 deep", it, "[".repeat(20_000).getBytes(UTF_8));
    add("objects 100 deep", it, it.with("{\"a\":".repeat(100) + "1" + "}".repeat(100)));
    add("more than we read", it, it.with("\"" + "a".repeat(300 * 1024) + "\""));
    add("as large as the topic takes", it, noise(TOPIC_LIMIT));
    add("large when unpacked", it, it.with("\"" + "a".repeat(4 * 1024 * 1024) + "\""));
    add("too large for the dead letters", it, it.with("\"" + "a".repeat(9 * 1024 * 1024) + "\""));
    add("NaN", it, it.with("NaN"));
    add("Infinity", it, it.with("-Infinity"));
    add("invalid UTF-8", it, it.with(new byte[] {'"', (byte) 0xc3, 0x28, '"'}));
    add("Latin-5", it, it.with("\"şikâyet\"".getBytes(LATIN_5)));
    add("a NUL in a text", it, it.with(new byte[] {'"', 'a', 0, 'b', '"'}));
    add("NUL bytes", it, new byte[64]);
    add("an array around it", it, joined("[".getBytes(UTF_8), whole, "]".getBytes(UTF_8)));
    add("a number", it, "42".getBytes(UTF_8));
    add("a text", it, "\"metin\"".getBytes(UTF_8));
    add("true", it, "true".getBytes(UTF_8));
    add("null", it, "null".getBytes(UTF_8));
    add("a field missing", it, it.without(it.text()));
    add("an object for a text", it, it.with(it.text(), "{\"a\":1}"));
    add("a comment", it, it.with("1 /* yorum */"));
    add("single quotes", it, new String(whole, UTF_8).replace('"', '\'').getBytes(UTF_8));
    add("a name of 70,000 letters", it, it.with("{\"" + "a".repeat(70_000) + "\":1}"));
    add("packed twice", it, gzip(whole));
    add("base 64", it, Base64.getEncoder().encode(whole));
    add("a Java object", it, new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 't', 0, 1, 'a'});
    add("a schema registry's prefix", it, joined(new byte[] {0, 0, 0, 0, 7}, whole));
    add("XML", it, "<basvuru><metin>çukur</metin></basvuru>".getBytes(UTF_8));
    if (!it.list().isEmpty()) {
      add("a text for a list", it, it.with(it.list(), "\"metin\""));
      add("an enormous array", it, it.with(it.list(), "[" + "[],".repeat(60_000) + "[]]"));
    }
    all.add(
        new Poison(
            "headers that lie about it",
            it.topic(),
            false,
            it.key(),
            Arrays.copyOf(whole, whole.length / 3),
            Map.of(
                Headers.CE_TYPE,
                "status.changed.v1",
                Headers.CE_TIME,
                "dün",
                Headers.REDRIVEN,
                "-1",
                "__TypeId__",
                "java.lang.Runtime",
                "spring_json_header_types",
                "{\"a\":\"java.lang.Runtime\"}"),
            readers(it.topic())));
  }

  /** What no field with a number can bear. */
  private void numbers(Sample it, String field) {
    add("2^63", it, it.with(field, "9223372036854775808"));
    add("a number of 1,000 digits", it, it.with(field, "7".repeat(1000)));
    add("1e1000000000", it, it.with(field, "1e1000000000"));
  }

  private void log() {
    Sample submitted = sample("request.submitted.v1", "parts");
    documents(submitted);
    numbers(sample("request.assigned.v1", ""), "hop");
    add("an unknown type", submitted, submitted.with("type", "\"request.teleported.v1\""));
    add("an unknown version", submitted, submitted.with("type", "\"request.submitted.v99\""));
    add("no type", submitted, submitted.without("type"));
    add("a class for a type", submitted, submitted.with("type", "\"java.lang.Runtime\""));
    add("a field twice", submitted, twice(submitted));
    keyed("no key", submitted, null);
    keyed("another request's key", submitted, RequestId.random().value().getBytes(UTF_8));
    keyed("a key that is no text", submitted, new byte[] {(byte) 0xff, (byte) 0xfe});
    keyed("an empty key", submitted, new byte[0]);
    keyed("an endless key", submitted, "A".repeat(300_000).getBytes(UTF_8));
    // understood, and nothing is known of the request: who needs the submission refuses it
    strange("assigned before it was submitted", "request.assigned.v1", "", "", NOTIFICATION);
    strange(
        "half a surrogate pair",
        "request.assigned.v1",
        "explanation",
        "{\"tr\":\"\\ud83d\",\"en\":\"\\udc00\"}",
        NOTIFICATION);
    strange(
        "refused before it was submitted",
        "status.changed.v1",
        "to",
        "\"REFUSED\"",
        ROUTING,
        NOTIFICATION);
    strange("a time beyond all calendars", "message.sent.v1", "at", "\"" + FAR_AWAY + "\"");
    passedOver(submitted);
  }

  /** A copy of what was read before says nothing new, however it comes. */
  private void passedOver(Sample it) {
    byte[] whole = it.bytes();
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    add("a tombstone", it, null, NOBODY);
    add("a copy with a byte order mark", it, joined(mark, whole), NOBODY);
    add("a copy in UTF-16", it, new String(whole, UTF_8).getBytes(UTF_16), NOBODY);
    add("a copy of a newer writer", it, it.with("{\"a\":[1,2,3]}"), NOBODY);
    all.add(
        new Poison(
            "a copy with lying headers",
            it.topic(),
            false,
            it.key(),
            whole,
            Map.of(Headers.CE_TYPE, "person.erased.v1", Headers.REDRIVEN, "999999999999"),
            NOBODY));
    all.add(
        new Poison(
            "a copy in another partition", it.topic(), true, it.key(), whole, Map.of(), NOBODY));
  }

  private void updates() {
    Sample update = update();
    documents(update);
    numbers(update, "plannedFor");
    add("an id with a NUL", update, update.with("updateId", "\"a\\u0000b\""));
    add("an id of blanks", update, update.with("updateId", "\"   \""));
    add("nobody says it", update, update.without("by"));
    add("the desk and a department say it", update, update.with("byDesk", "true"));
    add("an owner that can not be", update, update.with("by", "\"SU İşleri!\""));
    add("a status that does not exist", update, update.with("status", "\"UÇTU\""));
    add("a day that does not exist", update, update.with("plannedFor", "\"2026-02-30\""));
    add("a sentence for a reason", update, update.with("reason", "\"çünkü öyle\""));
    add("an answer too long", update, update.with("answer", "\"" + "a".repeat(20_001) + "\""));
    add("21 attachments", update, update.with("attachments", "[" + "1,".repeat(20) + "1]"));
    add("a request id that can not be", update, update.with("requestId", "\"ILOU\""));
    add("a tombstone", update, null, NOBODY);
  }

  private static Sample call() {
    String id = "poison-" + RequestId.random().value();
    return new Sample(
        Topics.CONTACTS,
        id.getBytes(UTF_8),
        Codec.json()
            .createObjectNode()
            .put("id", id)
            .put("contactId", id)
            .put("channel", "PHONE")
            .put("type", "call.answered")
            .put("occurredAt", "2026-01-02T03:04:05Z")
            .put("provider", "load")
            .put("waitSeconds", 3),
        "contactId",
        "");
  }

  private void contacts() {
    Sample contact = call();
    documents(contact);
    numbers(contact, "waitSeconds");
    add("an unknown channel", contact, contact.with("channel", "\"TELEX\""));
    add("a request id that can not be", contact, contact.with("requestId", "\"ILOU\""));
    Sample other = call();
    add("a time beyond all calendars", other, other.with("occurredAt", "\"" + FAR_AWAY + "\""));
    Sample third = call();
    add("half a surrogate pair", third, third.with("note", "\"\\ud83d\""), NOBODY);
    keyed("no key", contact, null, NOBODY);
    passedOver(contact);
  }

  private void inbox() {
    ObjectNode document =
        Codec.json()
            .createObjectNode()
            .put("id", "poison-" + RequestId.random().value())
            .put("channel", "WEB")
            .put("text", "Zehirli kayıt");
    var submission =
        new Sample(Topics.INBOX, "poison".getBytes(UTF_8), document, "text", "attachments");
    documents(submission);
    numbers(submission, "submittedAt");
    add("no id", submission, submission.without("id"));
    add("an id of blanks", submission, submission.with("id", "\"  \""));
    add("an unknown channel", submission, submission.with("channel", "\"TELEX\""));
    add("an unknown kind", submission, submission.with("kind", "\"SİTEM\""));
    add("an unknown topic", submission, submission.with("category", "\"uzay\""));
    add("nothing to read", submission, submission.with("text", "\" \\u200b\\n\""));
    add("nothing but half a surrogate pair", submission, submission.with("text", "\"\\ud83d\""));
    add("a text too long", submission, submission.with("text", "\"" + "a".repeat(10_001) + "\""));
    add(
        "a file nobody has",
        submission,
        submission.with("attachments", "[\"" + "a".repeat(24) + "\"]"));
    add("no file", submission, submission.with("attachments", "[null]"));
    add(
        "60,000 files",
        submission,
        submission.with("attachments", "[" + "1,".repeat(60_000) + "1]"));
    add(
        "a place off the globe",
        submission,
        submission.with("location", "{\"lat\":999,\"lon\":1e308}"));
    add("an infinite place", submission, submission.with("location", "{\"lat\":1e999,\"lon\":30}"));
    add(
        "a time beyond all calendars",
        submission,
        submission.with("submittedAt", "\"" + FAR_AWAY + "\""));
    add("a tombstone", submission, null, NOBODY);
  }

  private void personal() {
    ConsumerRecord<byte[], byte[]> one = part();
    ConsumerRecord<byte[], byte[]> other = part();
    while (Arrays.equals(one.key(), other.key())) {
      other = part();
    }
    byte[] sealed = one.value();
    var here = new Sample(Topics.PERSONAL, one.key(), Codec.json().createObjectNode(), "", "");
    String request = new String(one.key(), UTF_8).replaceAll("/.*", "");
    add("no bytes", here, new byte[0]);
    add("not sealed", here, "{\"type\":\"citizen.words.v1\",\"text\":\"açık\"}".getBytes(UTF_8));
    add("cut off", here, Arrays.copyOf(sealed, sealed.length - 1));
    add("cut short", here, Arrays.copyOf(sealed, 7));
    add("one byte", here, new byte[] {1});
    add("a wrong tag", here, flipped(sealed, sealed.length - 1));
    add("a flipped bit inside", here, flipped(sealed, sealed.length / 2));
    add("another key's id", here, flipped(sealed, 2));
    add("another prefix", here, flipped(sealed, 0));
    add("sealed twice as long", here, joined(sealed, sealed));
    add("another request's part", here, other.value());
    add("noise", here, noise(5000));
    add("as large as the topic takes", here, noise(TOPIC_LIMIT));
    add("large when unpacked", here, new byte[4 * 1024 * 1024]);
    add("too large for the dead letters", here, new byte[9 * 1024 * 1024]);
    misplaced("an empty key", new byte[0], sealed);
    misplaced("a key without a part", request.getBytes(UTF_8), sealed);
    misplaced("a key with an empty part", (request + "/").getBytes(UTF_8), sealed);
    misplaced("a key with a strange part", (request + "/../etc/passwd").getBytes(UTF_8), sealed);
    misplaced("a key of no request", "ILOU/words-1".getBytes(UTF_8), sealed);
    misplaced("a key that is no text", new byte[] {(byte) 0xff, '/', (byte) 0xfe}, sealed);
    misplaced("a tombstone of nothing", "words".getBytes(UTF_8), null);
    all.add(
        new Poison(
            "a tombstone of an unknown request",
            Topics.PERSONAL,
            false,
            (RequestId.random() + "/words-1").getBytes(UTF_8),
            null,
            Map.of(),
            NOBODY));
    add("the same once more", here, sealed, NOBODY);
    all.add(
        new Poison(
            "the same in another partition",
            Topics.PERSONAL,
            true,
            one.key(),
            sealed,
            Map.of(Headers.CE_TYPE, "person.erased.v1"),
            NOBODY));
  }

  /** Kinds for a topic whose key matters, with the sample's own document. */
  private void keyed(String kind, Sample it, byte @Nullable [] key) {
    keyed(kind, it, key, readers(it.topic()));
  }

  private void keyed(String kind, Sample it, byte @Nullable [] key, Set<Service> boxes) {
    all.add(new Poison(kind, it.topic(), false, key, it.bytes(), Map.of(), boxes));
  }

  private void misplaced(String kind, byte @Nullable [] key, byte @Nullable [] value) {
    all.add(
        new Poison(kind, Topics.PERSONAL, false, key, value, Map.of(), readers(Topics.PERSONAL)));
  }

  /** An event of a request nobody submitted, with another value in a field. */
  private void strange(String kind, String type, String field, String written, Service... boxes) {
    Sample like = sample(type, "");
    String request = RequestId.random().value();
    ObjectNode document = like.document().deepCopy();
    document.put("requestId", request);
    document.put(
        "id", like.document().path("id").asString().replaceAll("^.{8}", request.substring(0, 8)));
    var it = new Sample(Topics.REQUESTS, request.getBytes(UTF_8), document, like.text(), "");
    add(kind, it, field.isEmpty() ? it.bytes() : it.with(field, written), Set.of(boxes));
  }

  private Sample sample(String type, String list) {
    List<ConsumerRecord<byte[], byte[]>> some =
        good.stream()
            .filter(record -> record.topic().equals(Topics.REQUESTS))
            .filter(record -> tree(record).path("type").asString("").equals(type))
            .toList();
    ConsumerRecord<byte[], byte[]> one = some.get(random.nextInt(some.size()));
    return new Sample(Topics.REQUESTS, one.key(), tree(one), "requestId", list);
  }

  private Sample update() {
    ConsumerRecord<byte[], byte[]> one = of(Topics.UPDATES);
    return new Sample(Topics.UPDATES, one.key(), tree(one), "updateId", "attachments");
  }

  private ConsumerRecord<byte[], byte[]> part() {
    return of(Topics.PERSONAL);
  }

  private ConsumerRecord<byte[], byte[]> of(String topic) {
    List<ConsumerRecord<byte[], byte[]>> some =
        good.stream().filter(it -> it.topic().equals(topic) && it.value() != null).toList();
    return some.get(random.nextInt(some.size()));
  }

  private static ObjectNode tree(ConsumerRecord<byte[], byte[]> record) {
    return (ObjectNode) Codec.tree(record.value());
  }

  /** The last one counts, and is no text. */
  private static byte[] twice(Sample it) {
    String whole = new String(it.bytes(), UTF_8);
    return ("{\"requestId\":[]," + whole.substring(1)).getBytes(UTF_8);
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 1;
    return copy;
  }

  private static byte[] joined(byte[]... some) {
    var out = new ByteArrayOutputStream();
    for (byte[] bytes : some) {
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(out)) {
      packed.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
