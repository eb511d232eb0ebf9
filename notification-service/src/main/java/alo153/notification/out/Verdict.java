package alo153.notification.out;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a try.
 *
 * @param row the message
 * @param change what is written
 * @param beside what is written instead when a receipt was faster
 * @param tells the row as the log is told of it
 * @param remember the row with the provider's name for it; null when it gave none
 * @param more messages that take its place
 */
record Verdict(
    Row row,
    Change change,
    List<Change> beside,
    Row tells,
    @Nullable Row remember,
    List<Row> more) {}
