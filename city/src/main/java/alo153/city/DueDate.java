package alo153.city;

import alo153.events.BilingualText;
import java.time.Instant;

/**
 * A clock to set.
 *
 * @param name {@code accept} or {@code answer}
 * @param due the last moment the law or the promise leaves
 * @param planBy when to be done with it; earlier than {@code due} when the last day is not worked
 * @param explanation how it was counted, in words
 */
public record DueDate(String name, Instant due, Instant planBy, BilingualText explanation) {}
