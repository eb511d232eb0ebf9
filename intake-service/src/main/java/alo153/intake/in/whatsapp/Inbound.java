package alo153.intake.in.whatsapp;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message somebody sent.
 *
 * @param account our business number's id at Meta
 * @param id Meta's id of the message
 * @param sender who
 * @param sentAt by Meta's clock; null when unreadable
 * @param quotes the message it answers to; null when none
 * @param body what it says
 * @param raw as it came
 */
record Inbound(
    String account,
    String id,
    Sender sender,
    @Nullable Instant sentAt,
    @Nullable String quotes,
    Body body,
    JsonNode raw) {

  /**
   * Somebody, by the ids Meta gives. The number may be missing; then only the business-scoped id is
   * there.
   *
   * @param name as they call themselves; null when not given
   * @param userId business-scoped; null when missing or malformed
   * @param number digits with country code; null when missing or no number
   * @param anyId whatever else identified them; null when one of the two above is there
   */
  record Sender(
      @Nullable String name,
      @Nullable String userId,
      @Nullable String number,
      @Nullable String anyId) {
    private static final Pattern USER_ID =
        Pattern.compile("[A-Z]{2}\\.(?:ENT\\.)?[A-Za-z0-9]{1,128}");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{4,15}");

    static boolean isUserId(String text) {
      return USER_ID.matcher(text).matches();
    }

    static boolean isNumber(String text) {
      return NUMBER.matcher(text).matches();
    }

    /** All ids, best first; at least one. */
    Set<String> ids() {
      var ids = new LinkedHashSet<String>();
      for (String id : new String[] {userId, number, anyId}) {
        if (id != null) {
          ids.add(id);
        }
      }
      return ids;
    }

    /** Where an answer goes; null when nothing usable is known. */
    @Nullable String address() {
      return userId != null ? userId : number;
    }

    /** E.164; null when no number is known. */
    @Nullable String phone() {
      return number == null ? null : "+" + number;
    }

    /** Never prints who it is. */
    @Override
    public String toString() {
      return "Sender[…]";
    }
  }

  /** What a message says. */
  sealed interface Body {}

  /** Words. */
  record Words(String text) implements Body {}

  /**
   * A file.
   *
   * @param type Meta's word, such as {@code image}
   * @param mediaId under which it can be fetched for a few days
   * @param caption words with it; null when none
   * @param fileName of a document; null when none
   * @param sha256 as promised, base 64 or hexadecimal; null when not said
   */
  record Media(
      String type,
      String mediaId,
      @Nullable String caption,
      @Nullable String fileName,
      @Nullable String sha256)
      implements Body {}

  /** A place on the map, perhaps with a name and an address. */
  record Position(double lat, double lon, @Nullable String name, @Nullable String address)
      implements Body {}

  /** Somebody's address cards, as lines of text. */
  record Cards(String text) implements Body {}

  /**
   * A button or a row of a list.
   *
   * @param payload what we put behind it
   * @param title what the person read
   */
  record Pressed(String payload, String title) implements Body {}

  /** An earlier message now reads differently. */
  record Edited(String original, String text) implements Body {}

  /** An earlier message was taken back. */
  record Revoked(String original) implements Body {}

  /** The sender has another id from now on. */
  record Renamed(String now) implements Body {}

  /**
   * Something that is no request, such as a poll.
   *
   * @param type Meta's word for it
   * @param noted whether the desk should see that it came
   */
  record Other(String type, boolean noted) implements Body {}

  /** Whether it only makes sense together with something else the person wrote. */
  boolean needsCompany() {
    return body instanceof Position
        || body instanceof Cards
        || body instanceof Media media && (media.caption() == null || media.caption().isBlank());
  }

  /** Whether it says something by itself. */
  boolean hasWords() {
    return body instanceof Words
        || body instanceof Media media && media.caption() != null && !media.caption().isBlank();
  }

  @Override
  public String toString() {
    return "Inbound[" + body.getClass().getSimpleName() + "]";
  }

  /** What a notification holds. */
  record Notification(
      List<Inbound> messages,
      List<Delivery> deliveries,
      List<Flawed> flawed,
      List<String> ignored) {}

  /**
   * What became of a message of ours.
   *
   * @param account our business number's id
   * @param id Meta's id of our message
   * @param tag what we put with it when we sent it; null when Meta left it out
   * @param status Meta's word
   * @param at by Meta's clock; null when unreadable
   * @param errorCode null when it went well
   */
  record Delivery(
      String account,
      String id,
      @Nullable String tag,
      String status,
      @Nullable Instant at,
      @Nullable String errorCode) {}

  /**
   * A part of a notification that can not be understood.
   *
   * @param reason a code
   * @param raw as it came
   */
  record Flawed(String reason, JsonNode raw) {}
}
