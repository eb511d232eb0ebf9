package alo153.events;

import java.util.regex.Pattern;

/**
 * A file that belongs to a request, by reference. The bytes lie in the intake's store; the name the
 * citizen gave it travels with the personal part.
 *
 * @param id reference into the intake's store, 24 hexadecimal digits
 * @param mediaType what the bytes are, as sniffed by us
 * @param bytes size
 * @param sha256 of the content, 64 hexadecimal digits
 */
public record Attachment(String id, String mediaType, long bytes, String sha256) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  public Attachment {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("an attachment reference has 24 hexadecimal digits");
    }
  }
}
