package alo153.events;

import java.util.regex.Pattern;

/**
 * What every code of a city pack looks like: ASCII, so that it may stand in topic names, keys and
 * labels.
 */
final class Codes {
  private static final Pattern CODE = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?");

  private Codes() {}

  static boolean isCode(String value) {
    return CODE.matcher(value).matches();
  }

  static void check(String what, String value) {
    if (!isCode(value)) {
      throw new IllegalArgumentException(
          what
              + " has 1 to 60 of a-z, 0-9, dot and dash, and neither begins nor ends with a dot or dash");
    }
  }
}
