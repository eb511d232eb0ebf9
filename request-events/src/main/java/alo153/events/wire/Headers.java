package alo153.events.wire;

import java.util.List;

/** The record headers we write and read. */
public final class Headers {
  public static final String CE_ID = "ce_id";
  public static final String CE_TYPE = "ce_type";
  public static final String CE_SOURCE = "ce_source";
  public static final String CE_TIME = "ce_time";
  public static final String CE_SPEC_VERSION = "ce_specversion";
  public static final String CE_SUBJECT = "ce_subject";
  public static final String CONTENT_TYPE = "content-type";
  public static final String TRACE_PARENT = "traceparent";

  /** Dead letters: why, and where the record came from. */
  public static final String DEAD_REASON = "dead_reason";

  public static final String DEAD_DETAIL = "dead_detail";
  public static final String DEAD_TOPIC = "dead_topic";
  public static final String DEAD_PARTITION = "dead_partition";
  public static final String DEAD_OFFSET = "dead_offset";

  /** The original key, base 64; absent when the record had none. */
  public static final String DEAD_KEY = "dead_key";

  public static final String DEAD_AT = "dead_at";

  /** There when the original was a tombstone: an empty value alone says an empty value. */
  public static final String DEAD_TOMBSTONE = "dead_tombstone";

  /**
   * Instead of an original too large to be kept: how many bytes it had, and their hash (SHA-256,
   * hexadecimal).
   */
  public static final String DEAD_BYTES = "dead_bytes";

  public static final String DEAD_SHA256 = "dead_sha256";

  /** How often a record was sent back from the dead letters. */
  public static final String REDRIVEN = "redriven";

  /**
   * Whose dead letter it was, by {@link Service#code()}: the other readers of the topic had the
   * record when it came first, and pass over it.
   */
  public static final String REDRIVEN_FOR = "redriven_for";

  /**
   * What a record may bring with it: CloudEvents headers, what tracing adds, and that it was sent
   * back. All others are dropped on the way in.
   */
  public static final List<String> ALLOWED =
      List.of(
          CE_ID,
          CE_TYPE,
          CE_SOURCE,
          CE_TIME,
          CE_SPEC_VERSION,
          CE_SUBJECT,
          CONTENT_TYPE,
          TRACE_PARENT,
          REDRIVEN,
          REDRIVEN_FOR);

  private Headers() {}
}
