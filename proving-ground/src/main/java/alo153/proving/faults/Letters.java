package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.proving.Run;
import alo153.proving.load.Operation;
import alo153.proving.simulators.Simulators;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/** Mails to the desk, of people and of machines. */
final class Letters {
  private static final int PADDING_LINES = 900;

  private final Run run;

  Letters(Run run) {
    this.run = run;
  }

  /**
   * A machine that writes to the desk by itself.
   *
   * @param name of its mailbox
   * @param envelope whom a bounce goes to; empty for nobody
   * @param from what it calls itself; null for its mailbox
   * @param subject of its mails
   * @param marks header lines that tell what it is, each with CR LF
   * @param body with its own content type when the marks name one
   */
  record Machine(
      String name,
      String envelope,
      @org.jspecify.annotations.Nullable String from,
      String subject,
      String marks,
      String body) {
    String address() {
      return name + "@example.org";
    }
  }

  private static final String PLAIN =
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";

  private static Machine machine(String name, String subject, String marks) {
    return new Machine(
        name,
        name + "@example.org",
        null,
        subject,
        marks + PLAIN,
        encoded("Mesajınız alındı, size en kısa sürede dönülecektir."));
  }

  /** One of each kind; whatever answers one of them talks to a wall, or to itself. */
  static final List<Machine> MACHINES =
      List.of(
          machine("tatilde", "Re: Başvuru", "Auto-Submitted: auto-replied\r\n"),
          machine("uretilmis", "Rapor", "Auto-Submitted: auto-generated\r\n"),
          machine("eski-yanitlayici", "Re: Başvuru", "X-Autoreply: yes\r\n"),
          machine("toplu", "Haberler", "Precedence: bulk\r\n"),
          machine(
              "liste",
              "[duyuru] Haberler",
              "List-Id: <duyuru.example.org>\r\nList-Unsubscribe: <mailto:cik@example.org>\r\n"),
          machine("dongu", "Başvuru", "X-Loop: dongu@example.org\r\n"),
          machine("noreply", "Siparişiniz yolda", ""),
          machine("disarida", "Otomatik yanıt: Başvuru", ""),
          new Machine(
              "geri-donen",
              "",
              "Mailer <geri-donen@example.org>",
              "Undelivered Mail Returned to Sender",
              PLAIN,
              encoded("I'm sorry to have to inform you that your message could not be delivered.")),
          new Machine(
              "mailer-daemon",
              "",
              null,
              "Delivery Status Notification (Failure)",
              "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n",
              "--b1\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
                  + "--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
                  + "Reporting-MTA: dns; example.org\r\n\r\n"
                  + "Final-Recipient: rfc822; kimse@example.org\r\nAction: failed\r\n"
                  + "Status: 5.1.1\r\n\r\n--b1--\r\n"),
          new Machine(
              "biz",
              Simulators.DESK_MAILBOX,
              "<" + Simulators.DESK_MAILBOX + ">",
              "Başvurunuz alındı",
              PLAIN,
              encoded("Bize bizden gelen posta.")));

  /**
   * Sends what a citizen writes, with so long a header that one sees by the bytes whether it was
   * fetched.
   *
   * @throws MessagingException when it was not taken
   */
  void send(Operation operation, boolean heavy) throws MessagingException {
    String from = citizen(operation);
    send(
        from,
        "From: <" + from + ">\r\nSubject: =?utf-8?B?" + encoded("Başvuru") + "?=\r\n",
        operation.key(),
        (heavy ? "X-Padding: 01234567890123456789012345678901234567890123456789\r\n" : "")
            .repeat(PADDING_LINES),
        PLAIN,
        encoded(operation.text()));
  }

  /** The address a citizen's mail comes from. */
  static String citizen(Operation operation) {
    return "vatandas-" + operation.number() + "@example.org";
  }

  /** How many bytes a heavy mail has at least. */
  static int weight() {
    return PADDING_LINES * 60;
  }

  /**
   * Sends what a machine writes.
   *
   * @param id of this mail of its, without brackets
   */
  void send(Machine machine, String id) throws MessagingException {
    send(
        machine.envelope(),
        "From: "
            + (machine.from() == null ? "<" + machine.address() + ">" : machine.from())
            + "\r\nSubject: =?utf-8?B?"
            + encoded(machine.subject())
            + "?=\r\n",
        "<" + id + ">",
        "",
        machine.marks(),
        machine.body());
  }

  /**
   * A citizen's answering machine answers one of our mails.
   *
   * @param marked whether it says by a header what it is; otherwise only its subject tells
   */
  void answer(String from, String messageId, boolean marked, String id) throws MessagingException {
    send(
        from,
        "From: <"
            + from
            + ">\r\nSubject: =?utf-8?B?"
            + encoded(marked ? "Re: Başvurunuz" : "Otomatik yanıt: Başvurunuz")
            + "?=\r\n",
        "<" + id + ">",
        "In-Reply-To: " + messageId + "\r\nReferences: " + messageId + "\r\n",
        (marked ? "Auto-Submitted: auto-replied\r\n" : "") + PLAIN,
        encoded("Şu anda izindeyim, dönüşte size yazacağım."));
  }

  private void send(
      String envelope, String sender, String id, String more, String marks, String body)
      throws MessagingException {
    var properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", Integer.toString(run.smtpPort()));
    properties.put("mail.smtp.connectiontimeout", "3000");
    properties.put("mail.smtp.timeout", "8000");
    properties.put("mail.smtp.from", "<" + envelope + ">");
    Session session = Session.getInstance(properties);
    String mail =
        sender
            + "To: <"
            + Simulators.DESK_MAILBOX
            + ">\r\nMessage-ID: "
            + id
            + "\r\nMIME-Version: 1.0\r\n"
            + more
            + marks
            + "\r\n"
            + body
            + "\r\n";
    var message = new MimeMessage(session, new ByteArrayInputStream(mail.getBytes(US_ASCII)));
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      transport.sendMessage(message, new Address[] {new InternetAddress(Simulators.DESK_MAILBOX)});
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
