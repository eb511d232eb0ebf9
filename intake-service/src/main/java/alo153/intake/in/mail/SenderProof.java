package alo153.intake.in.mail;

import alo153.intake.in.mail.mime.HeaderFields;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether our own mail server vouches for the sender's domain (RFC 8601). Only its own field
 * counts, and only the topmost: anybody can write such fields into a mail.
 */
final class SenderProof {
  private static final Pattern DMARC_PASS = Pattern.compile("(?:^|[;\\s])dmarc\\s*=\\s*pass\\b");

  private final String authservId;

  /**
   * @param authservId how our server calls itself; empty when there is none that checks, and then
   *     nobody vouches for anybody
   */
  SenderProof(String authservId) {
    this.authservId = authservId.strip().toLowerCase(Locale.ROOT);
  }

  boolean holds(HeaderFields header) {
    return !authservId.isEmpty()
        && header.all("Authentication-Results").stream()
            .map(it -> it.strip().toLowerCase(Locale.ROOT))
            .filter(it -> it.split("[;\\s]", 2)[0].equals(authservId))
            .findFirst()
            .filter(it -> DMARC_PASS.matcher(it).find())
            .isPresent();
  }
}
