package alo153.proving.house;

/** Who calls whom over the network, where the network can be made bad. */
public enum Edge {
  INTAKE_BROKER(Part.INTAKE, "broker"),
  ROUTING_BROKER(Part.ROUTING, "broker"),
  TRACKING_BROKER(Part.TRACKING, "broker"),
  NOTIFICATION_BROKER(Part.NOTIFICATION, "broker"),
  INTAKE_STORE(Part.INTAKE, "store"),
  ROUTING_STORE(Part.ROUTING, "store"),
  TRACKING_STORE(Part.TRACKING, "store"),
  NOTIFICATION_STORE(Part.NOTIFICATION, "store"),
  GATEWAY_INTAKE(Part.GATEWAY, "intake-service"),
  GATEWAY_TRACKING(Part.GATEWAY, "tracking-service"),
  INTAKE_NOTIFICATION(Part.INTAKE, "notification-service"),
  INTAKE_IMAP(Part.INTAKE, "IMAP"),
  NOTIFICATION_PROVIDERS(Part.NOTIFICATION, "providers"),
  NOTIFICATION_SMTP(Part.NOTIFICATION, "SMTP");

  private final Part from;
  private final String to;

  Edge(Part from, String to) {
    this.from = from;
    this.to = to;
  }

  /** Who calls. */
  public Part from() {
    return from;
  }

  /** The service that is called through the gateway; every instance has a proxy of its own. */
  java.util.Optional<Part> called() {
    return switch (this) {
      case GATEWAY_INTAKE -> java.util.Optional.of(Part.INTAKE);
      case GATEWAY_TRACKING -> java.util.Optional.of(Part.TRACKING);
      default -> java.util.Optional.empty();
    };
  }

  boolean isToBroker() {
    return to.equals("broker");
  }

  boolean isToStore() {
    return to.equals("store");
  }

  @Override
  public String toString() {
    return from.module() + " → " + to;
  }
}
