package alo153.intake.in.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.intake.in.mail.MailDoor.Raw;
import alo153.intake.in.mail.Mailbox.Letter;
import alo153.transport.InfrastructureException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.FolderClosedException;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.StoreClosedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * Looks into the mailbox again and again: fetch without a trace, take, and only then mark. A stop
 * at any moment leaves a mail either marked and on the log, or unmarked; what is fetched twice is
 * the same request.
 */
final class MailPoller implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(MailPoller.class);
  private static final int TRIES = 3;

  /** So many failures one after the other that are not the mails' are everybody's. */
  private static final int IN_A_ROW = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FINISH_MAIL = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final MailSettings settings;
  private final MailDoor door;
  private final Clock clock;
  private final Mailbox.Memory memory = new Mailbox.Memory();
  private final Map<String, Integer> failures = new HashMap<>();
  private volatile boolean running;
  private volatile Instant lastLooked;
  private boolean tookSome;
  private volatile Thread thread = new Thread();

  MailPoller(MailSettings settings, MailDoor door, Clock clock, MeterRegistry meters) {
    this.settings = settings;
    this.door = door;
    this.clock = clock;
    this.lastLooked = clock.instant();
    if (settings.imap().isOpen()) {
      Gauge.builder(
              "alo153.intake.mail.unread.seconds",
              this,
              it -> Duration.between(it.lastLooked, it.clock.instant()).toMillis() / 1000.0)
          .description("Seconds since the mailbox was last read to its end")
          .register(meters);
    }
  }

  @Override
  public void start() {
    if (!settings.imap().isOpen()) {
      LOG.info("the mail door is closed: no mailbox is set (ALO153_IMAP_HOST)");
      return;
    }
    running = true;
    thread = new Thread(this::run, "mail-door");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void stop() {
    running = false;
    thread.interrupt();
    try {
      thread.join(FINISH_MAIL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    Duration pause = settings.imap().every();
    while (running) {
      tookSome = false;
      try {
        look();
        lastLooked = clock.instant();
        pause = settings.imap().every();
      } catch (MessagingException
          | IOException
          | RuntimeException
          | StackOverflowError
          | LinkageError e) {
        if (!running) {
          return;
        }
        // what failed beside others that were taken need not wait long
        pause = tookSome ? settings.imap().every() : longer(pause);
        LOG.warn("the mailbox is read again in {} ms: {}", pause.toMillis(), reason(e));
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static Duration longer(Duration pause) {
    long doubled = Math.min(LONGEST_PAUSE.toMillis(), Math.max(1000, pause.toMillis() * 2));
    return Duration.ofMillis(doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
  }

  /**
   * Reads the mailbox to its end. A mail that can not be taken now keeps no other one waiting: it
   * is put off, and the first such failure is thrown at the end.
   */
  void look() throws MessagingException, IOException {
    try (Mailbox mailbox = Mailbox.open(settings, memory)) {
      var visit = new Visit();
      look(mailbox, visit, false);
      look(mailbox, visit, true);
      if (visit.first != null) {
        throw visit.first;
      }
    }
  }

  /** What went wrong at one visit. */
  private static final class Visit {
    private @Nullable RuntimeException first;
    private int inARow;

    void failed(RuntimeException failure) {
      first = first == null ? failure : first;
      inARow = isInfrastructure(failure) ? inARow + 1 : 0;
      if (inARow == IN_A_ROW) {
        throw first;
      }
    }

    void taken() {
      inARow = 0;
    }
  }

  private void look(Mailbox mailbox, Visit visit, boolean putOff)
      throws MessagingException, IOException {
    for (var some = mailbox.fresh(putOff); !some.isEmpty(); some = mailbox.fresh(putOff)) {
      for (Letter letter : some) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        try {
          handle(mailbox, letter);
          visit.taken();
        } catch (NotYetException e) {
          LOG.debug("a mail waits for the next visit: {}", e.getMessage());
          mailbox.putOff(letter);
        } catch (RuntimeException e) {
          mailbox.putOff(letter);
          visit.failed(e);
        }
      }
    }
  }

  private void handle(Mailbox mailbox, Letter letter) throws MessagingException, IOException {
    Raw raw;
    try {
      raw = mailbox.fetch(letter);
    } catch (MessageRemovedException e) {
      // somebody moved it away meanwhile; if not, it is there at the next visit
      mailbox.putOff(letter);
      return;
    } catch (FolderClosedException | StoreClosedException e) {
      throw e;
    } catch (MessagingException e) {
      if (failedTooOften(mailbox.where(letter))) {
        LOG.error(
            "a mail can not be fetched and is left in the mailbox: {}", mailbox.where(letter));
        await(door.refuse(mailbox.where(letter).getBytes(UTF_8), "NOT_FETCHABLE", reason(e)));
        mailbox.remember(letter);
        return;
      }
      throw e;
    }
    try {
      await(door.take(raw).then());
    } catch (StackOverflowError | LinkageError e) {
      // a mail that is too much for us is a fault with that mail, not the end of the door
      failed(mailbox, letter, raw, new UnreadableMailException(e.getClass().getSimpleName(), e));
    } catch (NotYetException e) {
      throw e;
    } catch (RuntimeException e) {
      failed(mailbox, letter, raw, e);
    }
    mailbox.taken(letter);
    tookSome = true;
    failures.remove(mailbox.where(letter));
  }

  /** Throws unless it failed so often that it is kept for a person. */
  private void failed(Mailbox mailbox, Letter letter, Raw raw, RuntimeException e) {
    if (isInfrastructure(e) || !failedTooOften(mailbox.where(letter))) {
      throw e;
    }
    LOG.error("our fault with the mail {}", mailbox.where(letter), e);
    await(door.refuse(raw.bytes(), "HANDLER_FAULT", e.getClass().getName()));
  }

  private boolean failedTooOften(String where) {
    return failures.merge(where, 1, Integer::sum) >= TRIES;
  }

  private static void await(Mono<Void> done) {
    done.timeout(PATIENCE).block();
  }

  /** Nothing a mail can help: it waits where it is. */
  private static boolean isInfrastructure(Throwable failure) {
    for (Throwable e = failure; e != null && e.getCause() != e; e = e.getCause()) {
      if (e instanceof InfrastructureException
          || e instanceof TimeoutException
          || e instanceof InterruptedException
          || e.getClass().getName().startsWith("com.mongodb.")) {
        return true;
      }
    }
    return false;
  }

  /** Without the message of the failure: it may hold what somebody wrote. */
  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == e
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + " from " + root.getClass().getSimpleName();
  }
}
