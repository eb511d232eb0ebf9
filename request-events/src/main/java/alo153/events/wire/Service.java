package alo153.events.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The four that write the log. */
public enum Service {
  INTAKE("intake"),
  ROUTING("routing"),
  TRACKING("tracking"),
  NOTIFICATION("notification");

  private final String code;

  Service(String code) {
    this.code = code;
  }

  /** Short name, as in topics and meters. */
  public String code() {
    return code;
  }

  /** Whether a record that was sent back from dead letters was another service's. */
  public boolean isAnothers(@Nullable String redrivenFor) {
    return Arrays.stream(values()).anyMatch(one -> one != this && one.code.equals(redrivenFor));
  }

  /** Consumer group and CloudEvents source, such as {@code routing-service}. */
  public String group() {
    return code + "-service";
  }
}
