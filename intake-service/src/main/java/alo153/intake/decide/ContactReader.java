package alo153.intake.decide;

import alo153.events.Channel;
import alo153.events.Regime;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.work.Submission;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who wrote and how to answer, checked. */
final class ContactReader {
  private static final int MAX_NAME = 200;
  private static final int MAX_TOKEN = 4096;
  private static final int MAX_ID = 255;
  private static final int MAX_EMAIL = 254;
  private static final Pattern EMAIL =
      Pattern.compile(
          "[^\\s@<>()\\[\\]\\\\,;:\"\\p{Cntrl}]{1,64}@"
              + "(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?\\.)+[\\p{L}\\p{N}-]{2,63}");
  private static final Pattern CIMER_NUMBER = Pattern.compile("[0-9]{1,20}");

  private final Flaws flaws;
  private final boolean correctable;

  ContactReader(Flaws flaws, boolean correctable) {
    this.flaws = flaws;
    this.correctable = correctable;
  }

  CitizenContact read(
      Submission.@Nullable Contact given,
      Door door,
      Regime regime,
      @Nullable String subject,
      @Nullable String kvkkVersion) {
    Submission.Contact from =
        given == null
            ? new Submission.Contact(null, null, null, null, null, null, null, null, null)
            : given;
    String phoneAsGiven = text("#/contact/phone", from.phone(), 60);
    String phone = phone(phoneAsGiven, door.channel());
    Preferred preferred = preferred(from.preferred());
    return new CitizenContact(
        text("#/contact/name", from.name(), MAX_NAME),
        phone,
        phoneAsGiven,
        email(text("#/contact/email", from.email(), MAX_EMAIL)),
        whatsapp(text("#/contact/whatsapp", from.whatsapp(), MAX_ID), preferred, phone),
        text("#/contact/pushToken", from.pushToken(), MAX_TOKEN),
        cimerNumber(text("#/contact/cimerNumber", from.cimerNumber(), MAX_ID)),
        nationalId(text("#/contact/nationalId", from.nationalId(), 40), regime),
        preferred,
        door.account(),
        text("#/contact/replyTo", from.replyTo(), 998),
        subject,
        kvkkVersion);
  }

  /** Of a CİMER case whose sender stays unknown, only the number is kept. */
  static CitizenContact withoutIdentity(CitizenContact contact) {
    return new CitizenContact(
        null,
        null,
        null,
        null,
        null,
        null,
        contact.cimerNumber(),
        null,
        contact.preferred(),
        contact.account(),
        contact.replyTo(),
        contact.subject(),
        contact.kvkkVersion());
  }

  static boolean hidesIdentity(Door door, boolean identityHidden) {
    return identityHidden && door.channel() == Channel.CIMER;
  }

  private @Nullable String text(String pointer, @Nullable String given, int max) {
    if (given == null) {
      return null;
    }
    String line = Words.line(given);
    if (line.isEmpty()) {
      return null;
    }
    if (Words.length(line) > max) {
      if (!correctable) {
        return null;
      }
      flaws.add(
          pointer, "TOO_LONG", "En fazla " + max + " karakter.", "At most " + max + " characters.");
    }
    return line;
  }

  private @Nullable String phone(@Nullable String asGiven, Channel channel) {
    Phones.Phone phone = Phones.read(asGiven);
    boolean usable =
        switch (phone.kind()) {
          case NUMBER, HIDDEN -> true;
          // a line shows such numbers by itself; who types one in a form made a mistake
          case LOCAL -> channel != Channel.WEB && channel != Channel.MOBILE;
          case UNREADABLE -> false;
        };
    if (!usable && correctable) {
      flaws.add(
          "#/contact/phone",
          "PHONE_FORMAT",
          "Telefon numarası okunamadı; örneğin 0532 111 22 33 biçiminde yazın.",
          "Not a phone number; write it like 0532 111 22 33.");
    }
    return phone.e164();
  }

  /** Who wants WhatsApp and names no account there means the phone number. */
  private static @Nullable String whatsapp(
      @Nullable String given, Preferred preferred, @Nullable String phone) {
    return given == null && preferred == Preferred.WHATSAPP ? phone : given;
  }

  private @Nullable String email(@Nullable String given) {
    if (given == null || EMAIL.matcher(given).matches()) {
      return given;
    }
    if (correctable) {
      flaws.add(
          "#/contact/email",
          "EMAIL_FORMAT",
          "E-posta adresi geçersiz; örneğin ad@ornek.com biçiminde yazın.",
          "Not an e-mail address; write it like name@example.com.");
    }
    return null;
  }

  private @Nullable String cimerNumber(@Nullable String given) {
    if (given != null && !CIMER_NUMBER.matcher(given).matches()) {
      flaws.add(
          "#/contact/cimerNumber",
          "CIMER_NUMBER",
          "CİMER başvuru numarası yalnızca rakamlardan oluşur.",
          "A CİMER number consists of digits only.");
      return null;
    }
    return given;
  }

  /** Kept only where the law asks for it; checked only there. */
  private @Nullable String nationalId(@Nullable String given, Regime regime) {
    if (given == null || regime != Regime.INFORMATION_4982) {
      return null;
    }
    if (!NationalId.isPlausible(given)) {
      if (correctable) {
        flaws.add(
            "#/contact/nationalId",
            "NATIONAL_ID",
            "T.C. kimlik numarası geçersiz.",
            "Not a valid T.C. identity number.");
      }
      return null;
    }
    return given;
  }

  private Preferred preferred(@Nullable String given) {
    return Names.read(Preferred.class, given, Preferred.SAME_DOOR, "#/contact/preferred", flaws);
  }
}
