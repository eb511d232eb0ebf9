package alo153.notification.out;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The mail server that takes our mail.
 *
 * @param host a stand-in on this machine unless set
 * @param port 587 with {@code STARTTLS} or 465 with {@code TLS} in production
 * @param security of the connection
 * @param username empty for none
 * @param password of the user
 * @param from our address; replies come to it
 * @param fromName shown beside it
 * @param domain right side of our Message-IDs
 * @param limits how hard the server may be pressed; each call under way is a connection
 */
@ConfigurationProperties("alo153.notification.mail")
@Validated
public record MailSettings(
    @DefaultValue("127.0.0.1") @NotBlank String host,
    @DefaultValue("8162") int port,
    @DefaultValue("NONE") @NotNull Security security,
    @DefaultValue("") String username,
    @DefaultValue("") String password,
    @DefaultValue("cozum@alo153.invalid") @NotBlank String from,
    @DefaultValue("Çözüm Masası") @NotBlank String fromName,
    @DefaultValue("alo153.invalid") @NotBlank String domain,
    @DefaultValue @Valid ProviderLimits limits) {
  /** How the connection is protected. */
  public enum Security {
    NONE,
    STARTTLS,
    TLS
  }

  @Override
  public String toString() {
    return "MailSettings[" + host + ":" + port + "]";
  }
}
