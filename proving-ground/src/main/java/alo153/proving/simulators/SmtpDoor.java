package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import alo153.proving.simulators.Misbehaviour.Conduct;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail server's door (RFC 5321) that can do what a well-behaved one never does: take a mail and
 * drop the connection before the 250, which leaves the sender not knowing.
 */
final class SmtpDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpDoor.class);
  private static final int LONGEST_LINE = 64 * 1024;

  private final int port;
  private final Mailroom mailroom;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService porters =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "simulated-smtp");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  /**
   * A mail as it was handed over.
   *
   * @param sender empty for a bounce
   * @param content headers and body, lines ended by CR LF
   */
  record Envelope(String sender, List<String> recipients, byte[] content) {}

  /** How to answer for a mail. */
  record Verdict(Behaviour behaviour, Conduct conduct) {}

  /** Who does something with the mails. */
  interface Mailroom {
    Verdict take(Envelope mail);
  }

  SmtpDoor(int port, Mailroom mailroom) throws IOException {
    this.port = port;
    this.mailroom = mailroom;
    this.door = new ServerSocket();
  }

  void start() throws IOException {
    door.setReuseAddress(true);
    door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
    porters.execute(this::welcome);
  }

  private void welcome() {
    while (!closed) {
      try {
        Socket guest = door.accept();
        open.add(guest);
        porters.execute(() -> serve(guest));
      } catch (IOException e) {
        if (!closed) {
          LOG.error("nobody can bring mail any more", e);
          return;
        }
      }
    }
  }

  private void serve(Socket guest) {
    try (guest) {
      new Conversation(guest).hold();
    } catch (IOException e) {
      LOG.debug("a mail conversation ended early", e);
    } finally {
      open.remove(guest);
    }
  }

  /** One client's. */
  private final class Conversation {
    private final Socket guest;
    private final InputStream in;
    private @Nullable String sender;
    private final List<String> recipients = new ArrayList<>();

    Conversation(Socket guest) throws IOException {
      this.guest = guest;
      this.in = new BufferedInputStream(guest.getInputStream());
      guest.setTcpNoDelay(true);
    }

    void hold() throws IOException {
      say("220 alo153.invalid ESMTP");
      for (String line = read(); line != null; line = read()) {
        if (!obey(line)) {
          return;
        }
      }
    }

    /** False when the conversation is over. */
    private boolean obey(String line) throws IOException {
      String command = line.toUpperCase(Locale.ROOT);
      if (command.startsWith("EHLO")) {
        say("250-alo153.invalid\r\n250 8BITMIME");
      } else if (command.startsWith("HELO") || command.startsWith("NOOP")) {
        say("250 OK");
      } else if (command.startsWith("RSET")) {
        forget();
        say("250 OK");
      } else if (command.startsWith("MAIL FROM:")) {
        forget();
        sender = address(line);
        say("250 OK");
      } else if (command.startsWith("RCPT TO:")) {
        recipients.add(address(line));
        say(sender == null ? "503 5.5.1 MAIL first" : "250 OK");
      } else if (command.startsWith("DATA")) {
        return data();
      } else if (command.startsWith("QUIT")) {
        say("221 bye");
        return false;
      } else {
        say("502 5.5.1 not known here");
      }
      return true;
    }

    private boolean data() throws IOException {
      String from = sender;
      if (from == null || recipients.isEmpty()) {
        say("503 5.5.1 MAIL and RCPT first");
        return true;
      }
      say("354 go on");
      byte[] content = content();
      if (content == null) {
        return false;
      }
      Verdict verdict = mailroom.take(new Envelope(from, List.copyOf(recipients), content));
      forget();
      return answer(verdict);
    }

    private boolean answer(Verdict verdict) throws IOException {
      switch (verdict.behaviour()) {
        case ACCEPTED -> say("250 2.0.0 taken");
        case ACCEPTED_SLOWLY -> {
          pause(verdict.conduct().slow());
          say("250 2.0.0 taken");
        }
        case ACCEPTED_TOO_SLOWLY -> {
          pause(verdict.conduct().tooSlow());
          say("250 2.0.0 taken");
        }
        case ACCEPTED_THEN_TIMEOUT -> {
          while (read() != null) {
            // whatever is said now is not heard
            LOG.debug("a client talks to a server that is silent");
          }
          return false;
        }
        case ACCEPTED_THEN_500, REFUSED_500 -> say("451 4.3.0 local error in processing");
        case ACCEPTED_THEN_RESET, RESET_BEFORE_TAKING -> {
          // unread or unsent bytes are thrown away: the client sees a reset
          guest.setSoLinger(true, 0);
          return false;
        }
        case REFUSED_429 -> say("450 4.7.1 too many mails, come again");
        case REFUSED_503 -> {
          say("421 4.3.2 shutting down");
          return false;
        }
        case REFUSED_FOR_GOOD -> say("550 5.1.1 no such mailbox");
      }
      return true;
    }

    private void forget() {
      sender = null;
      recipients.clear();
    }

    /** Up to the lone dot, stuffed dots taken out; null when the client went away before it. */
    private byte @Nullable [] content() throws IOException {
      var content = new ByteArrayOutputStream();
      for (String line = read(); line != null; line = read()) {
        if (line.equals(".")) {
          return content.toByteArray();
        }
        content.writeBytes((line.startsWith(".") ? line.substring(1) : line).getBytes(ISO_8859_1));
        content.write('\r');
        content.write('\n');
      }
      return null;
    }

    /** One line, a char for each byte; null when the client has gone. */
    private @Nullable String read() throws IOException {
      var line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          byte[] bytes = line.toByteArray();
          int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? 1 : 0;
          return new String(bytes, 0, bytes.length - length, ISO_8859_1);
        }
        line.write(next);
        if (line.size() > LONGEST_LINE) {
          throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
        }
      }
      return null;
    }

    private void say(String line) throws IOException {
      guest.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
      guest.getOutputStream().flush();
    }
  }

  private static String address(String line) {
    int from = line.indexOf('<');
    int to = line.indexOf('>', from + 1);
    return from < 0 || to < 0
        ? line.substring(line.indexOf(':') + 1).strip()
        : line.substring(from + 1, to);
  }

  private static void pause(Duration wait) {
    LockSupport.parkNanos(wait.toNanos());
  }

  @Override
  public void close() {
    closed = true;
    try {
      door.close();
      for (Socket guest : open) {
        guest.close();
      }
    } catch (IOException e) {
      LOG.warn("a mail connection could not be closed", e);
    }
    porters.shutdownNow();
  }
}
