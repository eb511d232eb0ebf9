package alo153.notification.out;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Firebase Cloud Messaging, HTTP v1.
 *
 * @param baseUrl where; a stand-in on this machine unless set
 * @param project the Firebase project
 * @param token a fixed bearer token, for stand-ins; not used when there is a service account
 * @param serviceAccount the key file of a Google service account; null when a token is given
 * @param limits how hard the provider may be pressed
 */
@ConfigurationProperties("alo153.notification.push")
@Validated
public record PushSettings(
    @DefaultValue("http://127.0.0.1:8161") @NotNull URI baseUrl,
    @DefaultValue("alo153") @NotBlank String project,
    @DefaultValue("demo") String token,
    @Nullable Path serviceAccount,
    @DefaultValue @Valid ProviderLimits limits) {
  public PushSettings {
    // an empty setting is an empty path
    serviceAccount =
        serviceAccount == null || serviceAccount.toString().isEmpty() ? null : serviceAccount;
  }

  @Override
  public String toString() {
    return "PushSettings[" + project + " at " + baseUrl + "]";
  }
}
