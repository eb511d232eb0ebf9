package alo153.routing.in;

import alo153.events.Alternate;
import alo153.events.BilingualText;
import alo153.events.Owner;
import alo153.events.OwnerKind;
import java.util.function.Function;

/**
 * An owner as people see it.
 *
 * @param kind inside or outside the municipality
 * @param code its code in the city pack
 * @param name what people call it
 */
record NamedOwner(OwnerKind kind, String code, BilingualText name) {
  static NamedOwner of(Owner owner, Function<Owner, BilingualText> names) {
    return new NamedOwner(owner.kind(), owner.code().value(), names.apply(owner));
  }

  /**
   * Somebody else who might own it.
   *
   * @param ruleId the rule that says so
   * @param why in words
   */
  record Suggestion(NamedOwner owner, String ruleId, BilingualText why) {
    static Suggestion of(Alternate alternate, Function<Owner, BilingualText> names) {
      return new Suggestion(
          NamedOwner.of(alternate.owner(), names), alternate.ruleId(), alternate.why());
    }
  }
}
