package alo153.intake.in.whatsapp;

import alo153.intake.in.whatsapp.Inbound.Body;
import alo153.intake.in.whatsapp.Inbound.Delivery;
import alo153.intake.in.whatsapp.Inbound.Flawed;
import alo153.intake.in.whatsapp.Inbound.Notification;
import alo153.intake.in.whatsapp.Inbound.Sender;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads Meta's notifications: all entries, changes, messages and statuses, of which one body may
 * hold hundreds. What is unknown is passed over, what is broken is reported piece by piece.
 */
final class WebhookReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_STRING = 1024 * 1024;
  private static final int MAX_ID = 512;
  private static final long MILLISECONDS = 1_000_000_000_000L;
  private static final Set<String> STATUSES =
      Set.of("sent", "delivered", "read", "played", "failed");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .build();

  private final List<Inbound> messages = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Flawed> flawed = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  private WebhookReader() {}

  /**
   * @throws JacksonException when the bytes are no JSON
   */
  static Notification read(byte[] body) {
    var reader = new WebhookReader();
    JsonNode root = JSON.readTree(body);
    if (!root.path("entry").isArray()) {
      reader.flawed.add(new Flawed("NOT_A_NOTIFICATION", root));
    }
    for (JsonNode entry : root.path("entry")) {
      if (!entry.path("changes").isArray()) {
        reader.flawed.add(new Flawed("NO_CHANGES", entry));
      }
      for (JsonNode change : entry.path("changes")) {
        reader.change(change);
      }
    }
    return new Notification(reader.messages, reader.deliveries, reader.flawed, reader.ignored);
  }

  private void change(JsonNode change) {
    String field = change.path("field").asString("messages");
    JsonNode value = change.path("value");
    if (!field.equals("messages")) {
      ignored.add("field");
      return;
    }
    if (!value.isObject()) {
      flawed.add(new Flawed("NO_VALUE", change));
      return;
    }
    String account = id(value.path("metadata").path("phone_number_id"));
    boolean some = false;
    for (JsonNode message : value.path("messages")) {
      some = true;
      message(account, value.path("contacts"), message);
    }
    for (JsonNode status : value.path("statuses")) {
      some = true;
      status(account, status);
    }
    if (!value.path("errors").isEmpty() && !some) {
      ignored.add("account-error");
    }
  }

  private void message(@Nullable String account, JsonNode contacts, JsonNode message) {
    String id = id(message.path("id"));
    if (account == null || id == null) {
      flawed.add(new Flawed(account == null ? "NO_ACCOUNT" : "NO_MESSAGE_ID", message));
      return;
    }
    Sender sender = sender(contacts, message);
    if (sender == null) {
      flawed.add(new Flawed("NO_SENDER", message));
      return;
    }
    Body body;
    try {
      body = body(type(message), message);
    } catch (IncompleteException e) {
      flawed.add(new Flawed("INCOMPLETE", message));
      return;
    }
    messages.add(
        new Inbound(
            account,
            id,
            sender,
            time(message.path("timestamp")),
            id(message.path("context").path("id")),
            body,
            message));
  }

  private void status(@Nullable String account, JsonNode status) {
    String id = id(status.path("id"));
    String word = status.path("status").asString("");
    if (account == null || id == null) {
      flawed.add(new Flawed("NO_MESSAGE_ID", status));
    } else if (!STATUSES.contains(word)) {
      ignored.add("status");
    } else {
      JsonNode code = status.path("errors").path(0).path("code");
      deliveries.add(
          new Delivery(
              account,
              id,
              text(status.path("biz_opaque_callback_data")),
              word,
              time(status.path("timestamp")),
              code.isMissingNode() || code.isNull() ? null : code.asString()));
    }
  }

  /** By whichever of the four ids is there; null when none is. */
  private static @Nullable Sender sender(JsonNode contacts, JsonNode message) {
    String from = id(message.path("from"));
    String fromUser = id(message.path("from_user_id"));
    JsonNode contact = contact(contacts, from, fromUser);
    String waId = id(contact.path("wa_id"));
    String userId = id(contact.path("user_id"));
    String bestUser = null;
    String number = null;
    String any = null;
    for (String id : new String[] {fromUser, userId, from, waId}) {
      if (id == null) {
        continue;
      }
      if (bestUser == null && Sender.isUserId(id)) {
        bestUser = id;
      } else if (number == null && Sender.isNumber(id)) {
        number = id.startsWith("+") ? id.substring(1) : id;
      } else if (any == null && !Sender.isUserId(id) && !Sender.isNumber(id)) {
        any = id;
      }
    }
    if (bestUser == null && number == null && any == null) {
      return null;
    }
    String name = text(contact.path("profile").path("name"));
    return new Sender(name, bestUser, number, bestUser == null && number == null ? any : null);
  }

  private static JsonNode contact(
      JsonNode contacts, @Nullable String from, @Nullable String fromUser) {
    for (JsonNode contact : contacts) {
      String waId = id(contact.path("wa_id"));
      String userId = id(contact.path("user_id"));
      if (fromUser != null && fromUser.equals(userId) || from != null && from.equals(waId)) {
        return contact;
      }
    }
    // the two ids of one person may be spelled differently; of several people they are not guessed
    return contacts.size() == 1 ? contacts.path(0) : contacts.path(-1);
  }

  /** Older samples leave the type out: then the object that is there tells. */
  private static String type(JsonNode message) {
    String type = text(message.path("type"));
    if (type != null) {
      return type;
    }
    for (String name :
        List.of(
            "text",
            "image",
            "video",
            "document",
            "audio",
            "voice",
            "sticker",
            "location",
            "contacts",
            "button",
            "interactive",
            "reaction",
            "edit",
            "revoke",
            "system")) {
      if (message.has(name)) {
        return name;
      }
    }
    return "unknown";
  }

  private static Body body(String type, JsonNode message) {
    return switch (type) {
      case "text" -> new Inbound.Words(needed(message.path("text").path("body")));
      case "image", "video", "document", "audio", "voice", "sticker" ->
          media(type, message.path(type));
      case "location" -> position(message.path("location"));
      case "contacts" -> Cards.read(message.path("contacts"));
      case "button" ->
          new Inbound.Pressed(
              orEmpty(message.path("button").path("payload")),
              needed(message.path("button").path("text")));
      case "interactive" -> interactive(message.path("interactive"));
      case "edit" -> edited(message.path("edit"));
      case "revoke" ->
          new Inbound.Revoked(needed(message.path("revoke").path("original_message_id")));
      case "system" -> system(message.path("system"));
      case "reaction" -> new Inbound.Other("reaction", false);
      case "request_welcome" -> new Inbound.Other("request_welcome", false);
      case "order" -> new Inbound.Other("order", true);
      case "unsupported" -> new Inbound.Other("unsupported", true);
      default -> new Inbound.Other("unknown", true);
    };
  }

  private static Body media(String type, JsonNode media) {
    return new Inbound.Media(
        type,
        needed(media.path("id")),
        text(media.path("caption")),
        text(media.path("filename")),
        text(media.path("sha256")));
  }

  private static Body position(JsonNode location) {
    if (!location.path("latitude").isNumber() || !location.path("longitude").isNumber()) {
      throw new IncompleteException();
    }
    return new Inbound.Position(
        location.path("latitude").asDouble(),
        location.path("longitude").asDouble(),
        text(location.path("name")),
        text(location.path("address")));
  }

  private static Body interactive(JsonNode interactive) {
    return switch (orEmpty(interactive.path("type"))) {
      case "button_reply" ->
          new Inbound.Pressed(
              orEmpty(interactive.path("button_reply").path("id")),
              needed(interactive.path("button_reply").path("title")));
      case "list_reply" -> {
        JsonNode row = interactive.path("list_reply");
        String description = text(row.path("description"));
        yield new Inbound.Pressed(
            orEmpty(row.path("id")),
            needed(row.path("title")) + (description == null ? "" : ": " + description));
      }
      case "nfm_reply" -> form(interactive.path("nfm_reply"));
      default -> new Inbound.Other("interactive", true);
    };
  }

  /** A filled form: its fields as lines. */
  private static Body form(JsonNode reply) {
    var lines = new StringBuilder();
    try {
      JsonNode fields = JSON.readTree(orEmpty(reply.path("response_json")));
      for (var field : fields.properties()) {
        if (!field.getKey().equals("flow_token") && field.getValue().isValueNode()) {
          lines
              .append(field.getKey())
              .append(": ")
              .append(field.getValue().asString(""))
              .append('\n');
        }
      }
    } catch (JacksonException e) {
      // a form that is no JSON is taken as the words it consists of
      lines.append(orEmpty(reply.path("response_json")));
    }
    String text = lines.toString().strip();
    return new Inbound.Words(text.isEmpty() ? needed(reply.path("body")) : text);
  }

  private static Body edited(JsonNode edit) {
    JsonNode message = edit.path("message");
    String text = text(message.path("text").path("body"));
    if (text == null) {
      text = text(message.path(orEmpty(message.path("type"))).path("caption"));
    }
    if (text == null) {
      throw new IncompleteException();
    }
    return new Inbound.Edited(needed(edit.path("original_message_id")), text);
  }

  private static Body system(JsonNode system) {
    for (String field : List.of("user_id", "wa_id", "new_wa_id")) {
      String now = id(system.path(field));
      if (now != null) {
        return new Inbound.Renamed(now);
      }
    }
    return new Inbound.Other("system", false);
  }

  private static String needed(JsonNode node) {
    String text = text(node);
    if (text == null) {
      throw new IncompleteException();
    }
    return text;
  }

  private static String orEmpty(JsonNode node) {
    String text = text(node);
    return text == null ? "" : text;
  }

  /** Text with something in it. */
  private static @Nullable String text(JsonNode node) {
    if (!node.isString() && !node.isNumber()) {
      return null;
    }
    String text = node.asString();
    return text.isBlank() ? null : text;
  }

  private static @Nullable String id(JsonNode node) {
    String text = text(node);
    return text == null || text.length() > MAX_ID ? null : text.strip();
  }

  /** Seconds, or milliseconds where a sender errs. */
  private static @Nullable Instant time(JsonNode node) {
    try {
      long number = Long.parseLong(orEmpty(node));
      return number >= MILLISECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  /** A message without what its type promises. */
  private static final class IncompleteException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Address cards as lines. */
  private static final class Cards {
    static Body read(JsonNode cards) {
      var lines = new StringBuilder();
      for (JsonNode card : cards) {
        lines.append("Paylaşılan kişi / Shared contact: ");
        lines.append(orEmpty(card.path("name").path("formatted_name")));
        for (JsonNode phone : card.path("phones")) {
          lines.append(' ').append(orEmpty(phone.path("phone")));
        }
        for (JsonNode email : card.path("emails")) {
          lines.append(' ').append(orEmpty(email.path("email")));
        }
        lines.append('\n');
      }
      String text = lines.toString().strip();
      if (text.isEmpty()) {
        throw new IncompleteException();
      }
      return new Inbound.Cards(text);
    }
  }
}
