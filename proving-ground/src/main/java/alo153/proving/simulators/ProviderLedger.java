package alo153.proving.simulators;

import alo153.events.wire.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the providers were handed, in order; also a file of one JSON document a line. */
public final class ProviderLedger {
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final Writer file;

  /**
   * One message a provider took.
   *
   * @param at when
   * @param provider graph, sms, push, mail, webhook
   * @param recipient number, address or token
   * @param reference our own message id, as far as the provider is told
   * @param text what the citizen reads
   */
  public record Entry(
      Instant at, String provider, String recipient, String reference, String text) {}

  ProviderLedger(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      this.file =
          Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(String provider, String recipient, String reference, String text) {
    var entry = new Entry(Instant.now(), provider, recipient, reference, text);
    synchronized (file) {
      try {
        file.write(Codec.json().writeValueAsString(entry));
        file.write('\n');
        file.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    entries.add(entry);
  }

  List<Entry> all() {
    return List.copyOf(entries);
  }
}
