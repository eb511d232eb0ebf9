package alo153.notification.out;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The text message provider.
 *
 * @param provider whose interface it speaks
 * @param baseUrl where; a stand-in on this machine unless set
 * @param username of the account
 * @param password of the account
 * @param sender the approved sender title, 3 to 11 characters
 * @param receiptsSecret last segment of the path the provider posts receipts to; empty closes it
 * @param maxParts a longer text is cut; the whole of it is behind the link
 * @param limits how hard the provider may be pressed
 */
@ConfigurationProperties("alo153.notification.sms")
@Validated
public record SmsSettings(
    @DefaultValue("VERIMOR") @NotNull Kind provider,
    @DefaultValue("http://127.0.0.1:8161") @NotNull URI baseUrl,
    @DefaultValue("demo") @NotBlank String username,
    @DefaultValue("demo") @NotBlank String password,
    @DefaultValue("ALO153") @NotBlank String sender,
    @DefaultValue("") String receiptsSecret,
    @DefaultValue("3") @Min(1) int maxParts,
    @DefaultValue @Valid ProviderLimits limits) {
  /** The providers we can talk to. */
  public enum Kind {
    VERIMOR,
    NETGSM
  }

  @Override
  public String toString() {
    return "SmsSettings[" + provider + " at " + baseUrl + "]";
  }
}
