package alo153.transport;

/**
 * A record that could be read.
 *
 * @param value what it says
 * @param origin where it came from
 * @param <T> the kind of record
 */
public record Received<T>(T value, Origin origin) {}
