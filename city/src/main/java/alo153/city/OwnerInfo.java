package alo153.city;

import alo153.events.BilingualText;
import alo153.events.Owner;
import alo153.events.OwnerKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What departments and institutions have in common.
 *
 * @param owner which one
 * @param name the name it has now
 * @param aliases other names people use
 * @param detsis number in the state's register of organisational units; null when not known
 * @param phone what a citizen may ring; null when none
 */
public record OwnerInfo(
    Owner owner,
    BilingualText name,
    List<String> aliases,
    @Nullable String detsis,
    @Nullable String phone) {
  static OwnerInfo of(Department department) {
    return new OwnerInfo(
        new Owner(OwnerKind.DEPARTMENT, department.code()),
        department.name(),
        department.aliases(),
        department.detsis(),
        null);
  }

  static OwnerInfo of(Institution institution) {
    return new OwnerInfo(
        new Owner(OwnerKind.INSTITUTION, institution.code()),
        institution.name(),
        institution.aliases(),
        institution.detsis(),
        institution.phone());
  }
}
