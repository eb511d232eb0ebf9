package alo153.proving.load;

import alo153.events.wire.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What clients asked and what they were told, on the disk before the first byte is sent and before
 * an answer is believed: the truth the checker compares with. A file of one JSON document a line.
 */
public final class ClientLedger implements AutoCloseable {
  private final Path path;
  private final FileChannel file;
  private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>();
  private final Thread writer = new Thread(this::write, "client-ledger");
  private volatile boolean closed;

  private record Line(byte[] bytes, CompletableFuture<Void> durable) {}

  /**
   * An operation and all answers to it, in order; an attempt without an answer was still under way
   * when the ledger was read, and counts as unknown.
   *
   * @param operation what was wanted
   * @param attempts how often it was sent
   * @param answers what was said
   */
  public record Entry(Operation operation, int attempts, List<Answer> answers) {
    /** Whether a success was ever heard of. */
    public boolean acknowledged() {
      return answers.stream().anyMatch(answer -> answer.outcome() == Answer.Outcome.OK);
    }

    /** Whether every attempt was refused. */
    public boolean refused() {
      return attempts > 0
          && answers.size() == attempts
          && answers.stream().allMatch(answer -> answer.outcome() == Answer.Outcome.REFUSED);
    }

    /** All requests that successes named: one, when all is well. */
    public java.util.Set<String> requestIds() {
      return answers.stream()
          .map(Answer::requestId)
          .filter(java.util.Objects::nonNull)
          .collect(java.util.stream.Collectors.toSet());
    }

    /** The request a success named; null when none did. */
    public @Nullable String requestId() {
      return answers.stream()
          .map(Answer::requestId)
          .filter(java.util.Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
  }

  private ClientLedger(Path path) {
    this.path = path;
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      this.file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writer.setDaemon(true);
    writer.start();
  }

  /** Opens a ledger to write on; what is in the file stays. */
  public static ClientLedger open(Path path) {
    return new ClientLedger(path);
  }

  public Path path() {
    return path;
  }

  /**
   * Writes down that an operation is about to be sent, once more if it was before.
   *
   * @return completes when it is on the disk: only then send it
   */
  public CompletableFuture<Void> asked(Operation operation) {
    var line = new LinkedHashMap<String, Object>();
    line.put("asked", operation.number());
    line.put("door", operation.door());
    line.put("key", operation.key());
    line.put("text", operation.text());
    line.put("hash", operation.contentHash());
    if (operation.about() != null) {
      line.put("about", operation.about());
    }
    line.put("at", Instant.now().toString());
    return append(line);
  }

  /**
   * Writes down what was said.
   *
   * @return completes when it is on the disk
   */
  public CompletableFuture<Void> told(Operation operation, Answer answer) {
    var line = new LinkedHashMap<String, Object>();
    line.put("told", operation.number());
    line.put("outcome", answer.outcome());
    line.put("status", answer.status());
    if (answer.requestId() != null) {
      line.put("request", answer.requestId());
    }
    if (!answer.detail().isEmpty()) {
      line.put("detail", answer.detail());
    }
    line.put("at", Instant.now().toString());
    return append(line);
  }

  private CompletableFuture<Void> append(Map<String, Object> line) {
    if (closed) {
      throw new IllegalStateException("the ledger " + path + " is closed");
    }
    var durable = new CompletableFuture<Void>();
    waiting.add(
        new Line(
            (Codec.json().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8),
            durable));
    return durable;
  }

  /** Writes whatever has gathered with one sync. */
  private void write() {
    var lines = new ArrayList<Line>();
    while (!closed || !waiting.isEmpty()) {
      try {
        Line first = waiting.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        lines.add(first);
        waiting.drainTo(lines);
        for (Line line : lines) {
          ByteBuffer bytes = ByteBuffer.wrap(line.bytes());
          while (bytes.hasRemaining()) {
            file.write(bytes);
          }
        }
        file.force(false);
        lines.forEach(line -> line.durable().complete(null));
      } catch (IOException e) {
        lines.forEach(line -> line.durable().completeExceptionally(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lines.clear();
      }
    }
  }

  /** All entries of a ledger, by the number of their operation. */
  public static Map<Long, Entry> read(Path path) {
    Map<Long, Entry> entries = new LinkedHashMap<>();
    try (var lines = Files.lines(path)) {
      lines.map(line -> Codec.json().readTree(line)).forEach(line -> add(entries, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static void add(Map<Long, Entry> entries, JsonNode line) {
    if (line.has("asked")) {
      long number = line.path("asked").asLong();
      Entry known = entries.get(number);
      entries.put(
          number,
          known != null
              ? new Entry(known.operation(), known.attempts() + 1, known.answers())
              : new Entry(
                  new Operation(
                      number,
                      Door.valueOf(line.path("door").asString()),
                      line.path("key").asString(),
                      line.path("text").asString(),
                      line.has("about") ? line.path("about").asString() : null),
                  1,
                  List.of()));
    } else {
      Entry known = entries.get(line.path("told").asLong());
      if (known == null) {
        throw new IllegalStateException("an answer to what nobody asked: " + line);
      }
      var answers = new ArrayList<>(known.answers());
      answers.add(
          new Answer(
              Answer.Outcome.valueOf(line.path("outcome").asString()),
              line.path("status").asInt(),
              line.has("request") ? line.path("request").asString() : null,
              line.path("detail").asString(""),
              null));
      entries.put(
          known.operation().number(),
          new Entry(known.operation(), known.attempts(), List.copyOf(answers)));
    }
  }

  /** Writes what is still waiting. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
