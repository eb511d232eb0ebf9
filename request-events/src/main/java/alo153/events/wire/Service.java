package alo153.events.wire;

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

  /** Consumer group and CloudEvents source, such as {@code routing-service}. */
  public String group() {
    return code + "-service";
  }
}
