package alo153.intake.in.mail;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The mailbox citizens and institutions write to.
 *
 * @param addresses our own addresses; mail from them is never a request
 * @param authservId how our own mail server calls itself in Authentication-Results. An
 *     institution's mail counts as its answer if that server says DMARC passed, or if it replies to
 *     the mail that gave it the work; anything else from its address is a note. Empty: only such a
 *     reply counts
 * @param maxSize the largest mail taken whole; of a larger one only the beginning is read
 * @param imap where the mailbox is
 */
@ConfigurationProperties("alo153.intake.mail")
@Validated
public record MailSettings(
    @DefaultValue List<String> addresses,
    @DefaultValue("") String authservId,
    @DefaultValue("35MB") @NotNull DataSize maxSize,
    @DefaultValue @Valid Imap imap) {

  /** How the connection is protected. */
  public enum Security {
    NONE,
    STARTTLS,
    TLS
  }

  /** How we show who we are. */
  public enum Login {
    PASSWORD,
    /** The password is an OAuth 2 access token. */
    XOAUTH2
  }

  /**
   * The mailbox.
   *
   * @param host empty: no mailbox is read
   * @param port 993 with TLS, 143 with STARTTLS
   * @param security of the connection
   * @param login how we show who we are
   * @param username of the mailbox
   * @param password of the mailbox
   * @param folder where new mail is
   * @param processed where mail goes that was taken; made when missing. Empty leaves it where it is
   * @param every how often we look
   * @param timeout how long the server may take to answer
   */
  public record Imap(
      @DefaultValue("") String host,
      @DefaultValue("993") @Min(1) @Max(65535) int port,
      @DefaultValue("TLS") @NotNull Security security,
      @DefaultValue("PASSWORD") @NotNull Login login,
      @DefaultValue("") String username,
      @DefaultValue("") String password,
      @DefaultValue("INBOX") @NotBlank String folder,
      @DefaultValue("Processed") String processed,
      @DefaultValue("5s") @NotNull Duration every,
      @DefaultValue("20s") @NotNull Duration timeout) {

    boolean isOpen() {
      return !host.isBlank();
    }

    /** Never prints who we are. */
    @Override
    public String toString() {
      return "Imap[" + host + ":" + port + "/" + folder + "]";
    }
  }

  /** Our addresses as they are compared. */
  Set<String> ours() {
    return addresses.stream()
        .map(it -> it.strip().toLowerCase(Locale.ROOT))
        .filter(it -> !it.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the mailbox is called on the log. */
  String account() {
    return addresses.stream()
        .map(it -> it.strip().toLowerCase(Locale.ROOT))
        .filter(it -> !it.isEmpty())
        .findFirst()
        .orElse(imap.username().toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return "MailSettings[" + imap + "]";
  }
}
