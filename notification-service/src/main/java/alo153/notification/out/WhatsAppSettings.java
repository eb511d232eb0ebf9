package alo153.notification.out;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The business number at Meta's Cloud API.
 *
 * @param baseUrl where; a stand-in on this machine unless set
 * @param version of the Graph API
 * @param phoneNumberId the business number's id
 * @param token bearer token
 * @param template name of the approved utility template with three values (code, headline, link),
 *     for when the 24 hours are over
 * @param limits how hard the provider may be pressed
 */
@ConfigurationProperties("alo153.notification.whatsapp")
@Validated
public record WhatsAppSettings(
    @DefaultValue("http://127.0.0.1:8161") @NotNull URI baseUrl,
    @DefaultValue("v25.0") @NotBlank String version,
    @DefaultValue("153153153153153") @NotBlank String phoneNumberId,
    @DefaultValue("demo") @NotBlank String token,
    @DefaultValue("basvuru_guncelleme") @NotBlank String template,
    @DefaultValue @Valid ProviderLimits limits) {
  @Override
  public String toString() {
    return "WhatsAppSettings[" + phoneNumberId + " at " + baseUrl + "]";
  }
}
