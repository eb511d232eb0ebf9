package alo153.intake.in.whatsapp;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The business account at Meta.
 *
 * @param appSecret signs what Meta sends; empty closes the door
 * @param previousAppSecret still accepted while secrets are exchanged; empty means none
 * @param verifyToken Meta shows it once when the address is registered; empty refuses
 * @param accessToken shown when files are fetched
 * @param graph where files are asked for; a stand-in on this machine unless set
 * @param version of the Graph API
 * @param mediaHosts from where files may be fetched besides the host of {@code graph}; a leading
 *     {@code *.} stands for any host below
 * @param mediaTimeout how long one file may take while Meta waits for our answer
 * @param mediaAttempts how often this process tries a file that can not be reached; then the
 *     message is accepted without it
 * @param together how long after a message a place or a picture without words belongs to it, and
 *     words to pictures or a place that came without any
 * @param maxBody the largest notification taken
 */
@ConfigurationProperties("alo153.intake.whatsapp")
@Validated
public record WhatsAppSettings(
    @DefaultValue("") String appSecret,
    @DefaultValue("") String previousAppSecret,
    @DefaultValue("") String verifyToken,
    @DefaultValue("") String accessToken,
    @DefaultValue("http://127.0.0.1:8161") @NotNull URI graph,
    @DefaultValue("v25.0") @NotBlank String version,
    @DefaultValue({"lookaside.fbsbx.com", "*.fbcdn.net", "*.fbsbx.com"}) @NotNull
        List<String> mediaHosts,
    @DefaultValue("3s") @NotNull Duration mediaTimeout,
    @DefaultValue("3") @Min(1) int mediaAttempts,
    @DefaultValue("10m") @NotNull Duration together,
    @DefaultValue("4MB") @NotNull DataSize maxBody) {

  /** Never prints a secret. */
  @Override
  public String toString() {
    return "WhatsAppSettings[" + graph + " " + version + "]";
  }
}
