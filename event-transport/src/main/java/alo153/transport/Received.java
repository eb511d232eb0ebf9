package alo153.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that could be read.
 *
 * @param value what it says
 * @param origin where it came from
 * @param bytes as it came; null when it was empty, or is replayed
 * @param headers its own headers, those we know; empty when it is replayed
 * @param <T> the kind of record
 */
public record Received<T>(
    T value, Origin origin, byte @Nullable [] bytes, Map<String, String> headers) {
  /** Without what it was read from. */
  public Received(T value, Origin origin) {
    this(value, origin, null, Map.of());
  }
}
