package alo153.proving.house;

import java.util.Locale;

/** What the house is made of, each from its own jar. */
public enum Part {
  INTAKE("intake-service"),
  ROUTING("routing-service"),
  TRACKING("tracking-service"),
  NOTIFICATION("notification-service"),
  GATEWAY("gateway");

  private final String module;

  Part(String module) {
    this.module = module;
  }

  /** The folder it is built in, and its name for people. */
  public String module() {
    return module;
  }

  /** How its settings begin, such as {@code ALO153_INTAKE}. */
  String setting() {
    return "ALO153_" + name().toUpperCase(Locale.ROOT);
  }

  /** Whether it reads the log, and may stand there several times. */
  public boolean isService() {
    return this != GATEWAY;
  }
}
