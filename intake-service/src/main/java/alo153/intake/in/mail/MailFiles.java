package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.Attachment;
import alo153.events.Channel;
import alo153.events.RequestId;
import alo153.intake.decide.Normaliser;
import alo153.intake.decide.StoredFile;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.RefusedFileException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the files of a mail into our store, and words that are too many for a record as a file of
 * their own. What is not taken is named in the text, so that the reader can ask for it.
 */
final class MailFiles {
  private static final int MAX_BYTES = 100_000;
  private static final int ROOM = 3_000;
  private static final int MAX_NAMES = 2_000;

  private final AttachmentStore store;
  private final MeterRegistry meters;

  MailFiles(AttachmentStore store, MeterRegistry meters) {
    this.store = store;
    this.meters = meters;
  }

  /**
   * What a mail brought.
   *
   * @param text its words, with what was left out at the end
   * @param files stored
   */
  record Brought(String text, List<Attachment> files) {
    List<String> references() {
      return files.stream().map(Attachment::id).toList();
    }
  }

  /** One file after the other; a file we do not take is its name and why. */
  private record Tried(@org.jspecify.annotations.Nullable Attachment stored, String refusal) {}

  /**
   * @param text of the mail, what goes on the record
   * @param whole what is not to be lost: kept as a file too where the text is only some of it
   */
  Mono<Brought> bring(Mail mail, RequestId requestId, String text, String whole, MailDoor.Raw raw) {
    String start = start(text);
    boolean cut = start.length() < text.length();
    List<MailFile> all = new ArrayList<>();
    if (cut) {
      all.add(letter(whole));
    }
    // of a mail that was cut off the last file is a torso, and nobody can tell which is the last
    if (!raw.isCut()) {
      all.addAll(mail.files());
    }
    // what was left out as a quote is hardly ever missed: it takes no other file's place
    if (!cut && !whole.equals(text) && all.size() < Normaliser.MAX_FILES) {
      all.add(letter(whole));
    }
    return Flux.range(0, all.size())
        .concatMap(number -> bring(mail, requestId, number, all.get(number)))
        .collectList()
        .map(tried -> brought(start, cut, raw, tried));
  }

  private static MailFile letter(String text) {
    return new MailFile("mektup.txt", text.getBytes(UTF_8));
  }

  /** Files of an institution's answer belong to the request at once. */
  Mono<Void> tie(RequestId requestId, Brought brought) {
    return store.tie(requestId, brought.files());
  }

  private Mono<Tried> bring(Mail mail, RequestId requestId, int number, MailFile file) {
    if (number >= Normaliser.MAX_FILES) {
      return Mono.just(refused(file, "TOO_MANY"));
    }
    String reference =
        AttachmentStore.referenceFor(requestId, mail.key(), Integer.toString(number));
    return store
        .store(reference, file.name(), Flux.defer(() -> Flux.just(ByteBuffer.wrap(file.content()))))
        .map(StoredFile::attachment)
        .map(it -> new Tried(it, ""))
        .onErrorResume(
            RefusedFileException.class, e -> Mono.just(refused(file, e.reason().name())));
  }

  private Tried refused(MailFile file, String reason) {
    meters.counter("alo153.intake.mail.files.left.out", "reason", reason).increment();
    return new Tried(null, file.name() + " (" + reason + ")");
  }

  private static Brought brought(String start, boolean cut, MailDoor.Raw raw, List<Tried> tried) {
    var text = new StringBuilder(start);
    if (cut) {
      text.append("\n\n[Metnin tamamı ektedir: mektup.txt / The whole text is attached]");
    }
    if (raw.isCut()) {
      text.append("\n\n[İleti çok büyük, ekleri alınmadı / Too large, its files were not taken: ")
          .append(raw.wholeSize() / (1024 * 1024))
          .append(" MB]");
    }
    String refusals =
        tried.stream()
            .filter(it -> it.stored() == null)
            .map(Tried::refusal)
            .collect(java.util.stream.Collectors.joining(", "));
    if (!refusals.isEmpty()) {
      text.append("\n\n[Alınamayan ekler / Files not taken: ")
          .append(refusals, 0, Math.min(refusals.length(), MAX_NAMES))
          .append(']');
    }
    List<Attachment> stored = new ArrayList<>();
    for (Tried it : tried) {
      if (it.stored() != null) {
        stored.add(it.stored());
      }
    }
    return new Brought(text.toString(), List.copyOf(stored));
  }

  /** As much as a record holds, with its copy for searching, and some room for our own lines. */
  private static String start(String text) {
    int characters = 0;
    int bytes = 0;
    int at = 0;
    int most = Normaliser.maxText(Channel.MAIL) - ROOM;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (++characters > most || bytes > MAX_BYTES) {
        return text.substring(0, at);
      }
      at += Character.charCount(c);
    }
    return text;
  }
}
