package alo153.tracking.in;

import alo153.city.CityPack;
import alo153.city.OwnerInfo;
import alo153.events.BilingualText;
import alo153.events.CategoryCode;
import alo153.events.CitizenWrote;
import alo153.events.Outcome;
import alo153.events.Owner;
import alo153.events.OwnerCode;
import alo153.events.Status;
import java.util.Map;
import java.util.Optional;

/** What things are called in this city. A code the pack no longer knows stands for itself. */
final class CityNames {
  private static final Map<String, BilingualText> WROTE =
      Map.of(
          CitizenWrote.Purpose.ANSWER.name(), new BilingualText("Yanıtınız geldi", "You replied"),
          CitizenWrote.Purpose.ADDITION.name(),
              new BilingualText("Bilgi eklediniz", "You added information"),
          CitizenWrote.Purpose.OBJECTION.name(),
              new BilingualText("İtiraz ettiniz", "You objected"),
          CitizenWrote.Purpose.RATING.name(), new BilingualText("Değerlendirdiniz", "You rated us"),
          CitizenWrote.Purpose.WITHDRAWAL.name(),
              new BilingualText("Geri çekmek istediniz", "You asked to withdraw"));

  private final CityPack city;

  CityNames(CityPack city) {
    this.city = city;
  }

  /** Whether the city has, or had, such an owner. */
  boolean knows(OwnerCode code) {
    return city.owner(code).isPresent();
  }

  boolean knowsDepartment(OwnerCode code) {
    return city.department(code).isPresent();
  }

  BilingualText status(Status status) {
    return city.texts().status(status);
  }

  BilingualText outcome(Outcome outcome) {
    return city.texts().outcome(outcome);
  }

  BilingualText category(CategoryCode code) {
    return city.category(code).map(category -> category.name()).orElseGet(() -> itself(code));
  }

  BilingualText owner(Owner owner) {
    return Optional.of(owner)
        .flatMap(some -> city.owner(some.code()))
        .map(OwnerInfo::name)
        .orElseGet(() -> itself(owner.code()));
  }

  /** What the citizen did, by the purpose's name. */
  BilingualText citizenWrote(String purpose) {
    return WROTE.getOrDefault(
        purpose, new BilingualText("Mesajınız geldi", "Your message arrived"));
  }

  private static BilingualText itself(Object code) {
    return new BilingualText(code.toString(), code.toString());
  }
}
