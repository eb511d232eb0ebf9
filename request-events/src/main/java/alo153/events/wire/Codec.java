package alo153.events.wire;

import alo153.events.RequestEvent;
import alo153.events.personal.PersonalPart;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.Submission;
import alo153.events.work.WorkRecord;
import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Between records and bytes: JSON with limits. Unknown fields are ignored (a newer writer may add
 * some), unknown types and names are unreadable.
 */
public final class Codec {
  /** The largest document we read, in bytes. */
  public static final int MAX_BYTES = 256 * 1024;

  /** How deep a document may nest. */
  public static final int MAX_DEPTH = 64;

  private static final JsonMapper JSON = mapper();

  private Codec() {}

  /** The mapper itself, for documents that are not on a topic but speak the same language. */
  public static JsonMapper json() {
    return JSON;
  }

  public static byte[] write(Object document) {
    byte[] bytes = JSON.writeValueAsBytes(document);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a record of " + bytes.length + " bytes is too large to be read again");
    }
    return bytes;
  }

  public static RequestEvent readEvent(byte[] bytes) {
    return read(bytes, RequestEvent.class);
  }

  public static PersonalPart readPart(byte[] bytes) {
    return read(bytes, PersonalPart.class);
  }

  public static WorkRecord readWork(byte[] bytes) {
    return read(bytes, WorkRecord.class);
  }

  public static DepartmentUpdate readUpdate(byte[] bytes) {
    return read(bytes, DepartmentUpdate.class);
  }

  public static Submission readSubmission(byte[] bytes) {
    return read(bytes, Submission.class);
  }

  public static ContactLogged readContact(byte[] bytes) {
    return read(bytes, ContactLogged.class);
  }

  /**
   * @throws UnreadableRecordException when the bytes are too many, not JSON, too deep, or not such
   *     a document
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    checkSize(bytes.length);
    T value;
    try {
      value = JSON.readValue(bytes, type);
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new UnreadableRecordException(reason(e, type), e);
    }
    if (value == null) {
      throw new UnreadableRecordException("the document is null", null);
    }
    Completeness.check(value);
    return value;
  }

  /** Reads a document without binding it. */
  public static JsonNode tree(byte[] bytes) {
    checkSize(bytes.length);
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new UnreadableRecordException(reason(e, JsonNode.class), e);
    }
  }

  private static void checkSize(int length) {
    if (length > MAX_BYTES) {
      throw new UnreadableRecordException(length + " bytes are more than " + MAX_BYTES, null);
    }
  }

  /** Says what is wrong without repeating the document, which may hold personal data. */
  private static String reason(RuntimeException e, Class<?> type) {
    if (e instanceof JacksonException json) {
      String path =
          json.getPath().stream()
              .map(
                  step ->
                      step.getPropertyName() == null
                          ? "[" + step.getIndex() + "]"
                          : step.getPropertyName())
              .reduce((a, b) -> a + "/" + b)
              .orElse("");
      return "not a "
          + type.getSimpleName()
          + (path.isEmpty() ? "" : " at " + path)
          + ": "
          + e.getClass().getSimpleName();
    }
    return "not a " + type.getSimpleName() + ": " + e.getMessage();
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .changeDefaultPropertyInclusion(any -> any.withValueInclusion(JsonInclude.Include.NON_NULL))
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }
}
