package alo153.proving.simulators;

import alo153.events.wire.Codec;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every call the providers got, in order; also a file of one JSON document a line. An entry is on
 * the disk before its caller gets an answer.
 */
public final class ProviderLedger implements AutoCloseable {
  /** Where the citizens are: quiet hours are counted by it. */
  static final ZoneId TURKEY = ZoneId.of("Europe/Istanbul");

  private final SyncedLines file;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, List<Entry>> taken = new HashMap<>();
  private final Set<String> recognised = new HashSet<>();
  private final Map<String, Integer> tries = new HashMap<>();

  /** What a call means for who should get the message; a question brings nothing. */
  public enum Effect {
    /** Nothing was taken. */
    NONE,
    /** The recipient gets it. */
    FIRST,
    /** Taken and recognised as a repetition: the recipient sees one. */
    RECOGNISED,
    /** The recipient gets one more. */
    AGAIN
  }

  /**
   * One call.
   *
   * @param at when it came
   * @param local the time of the day where citizens are
   * @param provider graph, sms, sms-status (a question about a text message), push, mail, webhook
   * @param recipient number, address, token or path; empty for a question
   * @param reference our own message id, as far as the provider is told
   * @param key what a repetition can be known by: custom_id (sms), tag (push), Message-ID (mail),
   *     webhook-id; empty where the protocol has none (graph)
   * @param nth which try of the message at this provider, from 1
   * @param outcome what the provider did with it
   * @param effect what the recipient gets
   * @param providerId the provider's own id for it; null when nothing was taken or it has none
   * @param text what the recipient reads; of a question, the answer
   * @param violation which limit the call broke; null when none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      Instant at,
      LocalDateTime local,
      String provider,
      String recipient,
      String reference,
      String key,
      int nth,
      Behaviour outcome,
      Effect effect,
      @Nullable String providerId,
      String text,
      @Nullable String violation) {
    /** Whether the provider has the message by this call. */
    public boolean taken() {
      return effect != Effect.NONE;
    }
  }

  /** A call before it is judged. */
  record Call(
      String provider,
      String recipient,
      String reference,
      String key,
      String providerId,
      String text) {
    /** A question about a message brings nobody anything. */
    boolean isQuestion() {
      return provider.equals("sms-status");
    }
  }

  /** Goes on with a ledger an earlier run left. */
  ProviderLedger(Path path) {
    file = new SyncedLines(path);
    for (Entry entry : read(path)) {
      remember(entry);
      tries.merge(entry.provider() + " " + entry.reference(), 1, Integer::sum);
    }
  }

  /**
   * What a ledger's file says; empty when there is none.
   *
   * @throws tools.jackson.core.JacksonException when a complete line is no entry
   */
  public static List<Entry> read(Path path) {
    return SyncedLines.read(path).stream()
        .map(line -> Codec.json().readValue(line, Entry.class))
        .toList();
  }

  /** How many tries of a message the provider has seen with this one, from 1. */
  synchronized int nextTry(String provider, String reference) {
    return tries.merge(provider + " " + reference, 1, Integer::sum);
  }

  /** Writes a call down; on the disk when it returns. */
  Entry add(Call call, Instant at, int nth, Behaviour outcome, @Nullable String violation) {
    Entry entry;
    long line;
    synchronized (this) {
      LocalDateTime local = LocalDateTime.ofInstant(at.truncatedTo(ChronoUnit.MILLIS), TURKEY);
      boolean takes = outcome.takes();
      entry =
          new Entry(
              at,
              local,
              call.provider(),
              call.recipient(),
              call.reference(),
              call.key(),
              nth,
              outcome,
              takes && !call.isQuestion() ? effect(call, local) : Effect.NONE,
              takes && !call.providerId().isEmpty() ? call.providerId() : null,
              call.text(),
              violation);
      remember(entry);
      line = file.append(Codec.json().writeValueAsBytes(entry));
    }
    file.await(line);
    return entry;
  }

  private Effect effect(Call call, LocalDateTime local) {
    if (recognised.contains(
        sameness(call.provider(), call.recipient(), call.key(), call.text(), local))) {
      return Effect.RECOGNISED;
    }
    return taken(call.provider(), call.reference()).stream()
            .anyMatch(earlier -> earlier.recipient().equals(call.recipient()))
        ? Effect.AGAIN
        : Effect.FIRST;
  }

  /**
   * What a repetition has in common with the first: Verimor refuses the same text to the same
   * number on the same day, a device shows one push of a tag, a mailbox one mail of a Message-ID,
   * an institution does one work of a webhook-id. WhatsApp knows none: empty.
   */
  private static String sameness(
      String provider, String recipient, String key, String text, LocalDateTime local) {
    String what = provider.equals("sms") ? local.toLocalDate() + " " + text : key;
    return what.isEmpty() ? "" : provider + " " + recipient + " " + what;
  }

  private void remember(Entry entry) {
    entries.add(entry);
    if (entry.taken()) {
      taken
          .computeIfAbsent(entry.provider() + " " + entry.reference(), any -> new ArrayList<>())
          .add(entry);
      String same =
          sameness(entry.provider(), entry.recipient(), entry.key(), entry.text(), entry.local());
      if (!same.isEmpty()) {
        recognised.add(same);
      }
    }
  }

  /** The calls by which a provider took a message of ours. */
  synchronized List<Entry> taken(String provider, String reference) {
    return List.copyOf(taken.getOrDefault(provider + " " + reference, List.of()));
  }

  /** All calls so far. */
  public List<Entry> all() {
    return from(0);
  }

  /** The calls after the first so many. */
  public synchronized List<Entry> from(int index) {
    return index >= entries.size()
        ? List.of()
        : List.copyOf(entries.subList(Math.max(0, index), entries.size()));
  }

  @Override
  public void close() {
    file.close();
  }
}
