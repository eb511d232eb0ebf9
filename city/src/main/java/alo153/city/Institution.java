package alo153.city;

import alo153.events.BilingualText;
import alo153.events.OwnerCode;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An authority or company outside the municipality.
 *
 * @param code its code; stays when the name changes
 * @param names one after the other; never two on one day, the last one is open
 * @param aliases other names people use, older ones too
 * @param detsis number in the state's register of organisational units; null when not known
 * @param delivery how it gets work
 * @param replyFrom the addresses its answers come from, in lower case; an entry that begins with
 *     {@code @} stands for a whole domain
 * @param phone what a citizen may ring, such as {@code 186}; null when none
 */
public record Institution(
    OwnerCode code,
    List<DatedName> names,
    List<String> aliases,
    @Nullable String detsis,
    Delivery delivery,
    List<String> replyFrom,
    @Nullable String phone) {
  public Institution {
    names = Lists.copy(names);
    aliases = Lists.copy(aliases);
    replyFrom = Lists.copy(replyFrom).stream().map(Institution::address).toList();
    delivery = delivery == null ? new Delivery.None() : delivery;
  }

  /**
   * A name and when it is right.
   *
   * @param name the name
   * @param validFrom first day; null = ever since
   * @param validTo last day; null = until today
   */
  public record DatedName(
      BilingualText name, @Nullable LocalDate validFrom, @Nullable LocalDate validTo) {
    boolean isRightOn(LocalDate day) {
      return (validFrom == null || !day.isBefore(validFrom))
          && (validTo == null || !day.isAfter(validTo));
    }
  }

  /** How an institution gets work. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Delivery.Mail.class, name = "mail"),
    @JsonSubTypes.Type(value = Delivery.Webhook.class, name = "webhook"),
    @JsonSubTypes.Type(value = Delivery.None.class, name = "none")
  })
  public sealed interface Delivery {
    /**
     * @param address one mail address
     */
    record Mail(String address) implements Delivery {}

    /**
     * @param uri posted to, signed
     */
    record Webhook(URI uri) implements Delivery {}

    /** By no machine: the desk passes it on by hand. */
    record None() implements Delivery {}
  }

  /** The name it has now. */
  public BilingualText name() {
    return names.get(names.size() - 1).name();
  }

  /** The name it had on a day; the one it has now when that day is before all of them. */
  public BilingualText nameOn(LocalDate day) {
    return names.stream()
        .filter(dated -> dated.isRightOn(day))
        .findFirst()
        .map(DatedName::name)
        .orElseGet(this::name);
  }

  /** Whether its answers come from this address. */
  public boolean writesFrom(String from) {
    String address = address(from);
    int at = address.indexOf('@');
    return replyFrom.contains(address) || (at >= 0 && replyFrom.contains(address.substring(at)));
  }

  private static String address(String written) {
    return written.strip().toLowerCase(Locale.ROOT);
  }
}
