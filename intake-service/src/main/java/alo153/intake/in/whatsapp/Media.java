package alo153.intake.in.whatsapp;

import alo153.events.RequestId;
import alo153.intake.out.AttachmentStore;
import alo153.intake.out.RefusedFileException;
import alo153.transport.InfrastructureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the file of a message into our store before the message goes on the log, while Meta waits
 * for our answer.
 *
 * <p>A file that does not come in time fails the delivery: Meta sends the message again, and the
 * file is asked for again. After some failed tries the words count more than the file: the message
 * is accepted without it, and says so. A file that will never come, or that we do not take, is not
 * waited for at all. So neither a slow media host nor a forbidden file can keep a request out.
 */
final class Media {
  private static final Logger LOG = LoggerFactory.getLogger(Media.class);
  private static final int REMEMBERED = 10_000;
  private static final String UNREACHABLE = "UNREACHABLE";

  private final MediaFetcher fetcher;
  private final AttachmentStore files;
  private final int attempts;
  private final MeterRegistry meters;
  private final Map<String, Integer> failures =
      new LinkedHashMap<>(16, 0.75f) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  Media(MediaFetcher fetcher, AttachmentStore files, int attempts, MeterRegistry meters) {
    this.fetcher = fetcher;
    this.files = files;
    this.attempts = attempts;
    this.meters = meters;
    // there from the start: a counter that begins at 1 has not increased, and nobody is alarmed
    leftOut(UNREACHABLE);
  }

  /**
   * What came of a message's file.
   *
   * @param files references; empty when there is none
   * @param note for the reader when a file was left out; null otherwise
   */
  record Brought(List<String> files, @Nullable String note) {}

  /**
   * @param requestId the request the message belongs to
   */
  Mono<Brought> bring(Inbound message, RequestId requestId) {
    if (!(message.body() instanceof Inbound.Media media)) {
      return Mono.just(new Brought(List.of(), null));
    }
    String reference = AttachmentStore.referenceFor(requestId, message.id());
    return files
        .find(reference)
        .switchIfEmpty(
            Mono.defer(
                () ->
                    fetcher
                        .fetch(media.mediaId(), media.sha256())
                        .onErrorResume(
                            e -> !(e instanceof MediaFetcher.GoneException),
                            e -> Mono.error(unreached(message, e)))
                        .flatMap(
                            bytes ->
                                files.store(
                                    reference,
                                    fileName(media),
                                    Flux.just(ByteBuffer.wrap(bytes))))))
        .map(stored -> new Brought(List.of(reference), null))
        .onErrorResume(MediaFetcher.GoneException.class, e -> without(e.getMessage()))
        .onErrorResume(RefusedFileException.class, e -> without(e.reason().name()));
  }

  private RuntimeException unreached(Inbound message, Throwable cause) {
    int failed;
    synchronized (failures) {
      failed = failures.merge(message.account() + " " + message.id(), 1, Integer::sum);
    }
    return failed < attempts
        ? new InfrastructureException("a file at Meta could not be reached", cause)
        : new MediaFetcher.GoneException(UNREACHABLE);
  }

  private Mono<Brought> without(@Nullable String reason) {
    String why = String.valueOf(reason);
    LOG.info("a WhatsApp message is accepted without its file: {}", why);
    leftOut(why).increment();
    return Mono.just(
        new Brought(List.of(), "[Bir dosya alınamadı / A file could not be taken: " + why + "]"));
  }

  private Counter leftOut(String reason) {
    return meters.counter("alo153.intake.whatsapp.files.left.out", "reason", reason);
  }

  private static String fileName(Inbound.Media media) {
    if (media.fileName() != null) {
      return media.fileName();
    }
    return switch (media.type()) {
      case "image" -> "fotograf";
      case "video" -> "video";
      case "audio", "voice" -> "ses-kaydi";
      case "sticker" -> "cikartma";
      default -> "belge";
    };
  }

  /** Words for a file that came without any. */
  static String placeholder(String type) {
    return switch (type) {
      case "image" -> "[Fotoğraf / Photo]";
      case "video" -> "[Video]";
      case "audio", "voice" -> "[Ses kaydı / Voice message]";
      case "sticker" -> "[Çıkartma / Sticker]";
      default -> "[Belge / Document]";
    };
  }
}
