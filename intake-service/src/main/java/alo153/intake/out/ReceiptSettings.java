package alo153.intake.out;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where receipts go that come in by a door and belong to the notification.
 *
 * @param notification where its instances listen, at least one
 * @param key the adapters' key; of a comma-separated pair the first is shown
 * @param timeout how long we wait; then the provider is asked to send the receipt again
 */
@ConfigurationProperties("alo153.intake.receipts")
@Validated
public record ReceiptSettings(
    @DefaultValue("http://127.0.0.1:8157") @NotEmpty List<URI> notification,
    @DefaultValue("") String key,
    @DefaultValue("2s") @NotNull Duration timeout) {

  String shownKey() {
    return key.split(",", 2)[0].strip();
  }

  @Override
  public String toString() {
    return "ReceiptSettings[" + notification + "]";
  }
}
