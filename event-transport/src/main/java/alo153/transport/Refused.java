package alo153.transport;

/**
 * A record that could be read but not accepted; it goes to the dead letters.
 *
 * @param record the record
 * @param reason a code, such as {@code UNKNOWN_REQUEST}
 * @param detail for the operator; no personal data
 * @param <T> the kind of record
 */
public record Refused<T>(Received<T> record, String reason, String detail) {}
