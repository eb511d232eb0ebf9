package alo153.events.personal;

import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote and how to answer. Every field but the preference may be missing: nobody has to say who
 * they are.
 *
 * @param name as given
 * @param phone E.164, such as {@code +905321112233}
 * @param phoneAsGiven the number as it was written or shown by the line
 * @param email the address to answer to
 * @param whatsapp business-scoped user id if present, else the number Meta calls {@code wa_id}
 * @param pushToken the mobile app's registration
 * @param cimerNumber the case's number in CİMER
 * @param nationalId T.C. kimlik no; only where the regime needs it (law 4982)
 * @param preferred how the citizen wants to hear from us
 * @param account our own mailbox, business number or line it came in by
 * @param replyTo the Message-ID or message id an answer quotes
 * @param subject the subject an answer repeats
 * @param kvkkVersion which privacy notice was shown; null when the door shows none
 */
@JsonTypeName("citizen.contact.v1")
public record CitizenContact(
    @Nullable String name,
    @Nullable String phone,
    @Nullable String phoneAsGiven,
    @Nullable String email,
    @Nullable String whatsapp,
    @Nullable String pushToken,
    @Nullable String cimerNumber,
    @Nullable String nationalId,
    Preferred preferred,
    @Nullable String account,
    @Nullable String replyTo,
    @Nullable String subject,
    @Nullable String kvkkVersion)
    implements PersonalPart {

  /** How the citizen wants to hear from us. */
  public enum Preferred {
    /** By the door of origin. */
    SAME_DOOR,
    SMS,
    EMAIL,
    WHATSAPP,
    PUSH,
    /** Not at all: looks with the code. */
    NONE
  }

  @Override
  public String toString() {
    return "CitizenContact[…]";
  }
}
