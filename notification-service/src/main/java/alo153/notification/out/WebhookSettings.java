package alo153.notification.out;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Work handed to institutions by webhook.
 *
 * @param relay everything goes here, with the institution's code as the last segment, instead of to
 *     the addresses in the city pack; a stand-in on this machine unless set; empty to use the
 *     pack's
 * @param secret signs every call: {@code whsec_} and 24 to 64 bytes in base 64; two, separated by a
 *     space, while one replaces the other
 * @param privateTargets whether addresses inside our own network may be called
 * @param limits how hard a receiver may be pressed
 */
@ConfigurationProperties("alo153.notification.webhook")
@Validated
public record WebhookSettings(
    @Nullable URI relay,
    @DefaultValue("whsec_YWxvMTUzLW9uLWEtbGFwdG9wLW5vdC1hLXNlY3JldCEh") @NotBlank String secret,
    @DefaultValue("false") boolean privateTargets,
    @DefaultValue @Valid ProviderLimits limits) {
  public WebhookSettings {
    relay = relay == null || relay.toString().isEmpty() ? null : relay;
  }

  @Override
  public String toString() {
    return "WebhookSettings[relay " + relay + "]";
  }
}
