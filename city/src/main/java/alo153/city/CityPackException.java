package alo153.city;

import org.jspecify.annotations.Nullable;

/** A city pack can not be used; the message names the file and says what to do, in one line. */
public final class CityPackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CityPackException(String message) {
    this(message, null);
  }

  CityPackException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\s+", " ").strip(), cause);
  }
}
