package alo153.city;

import alo153.events.BilingualText;
import alo153.events.OwnerCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unit of the municipality or of its affiliate.
 *
 * @param code its code; its topic is named after it
 * @param name as it calls itself
 * @param detsis number in the state's register of organisational units; null when not known
 * @param aliases other names people use
 * @param mail where it reads mail; null when it does not
 * @param affiliate a body of its own under the municipality, such as the water utility
 */
public record Department(
    OwnerCode code,
    BilingualText name,
    @Nullable String detsis,
    List<String> aliases,
    @Nullable String mail,
    boolean affiliate) {
  public Department {
    aliases = Lists.copy(aliases);
  }
}
