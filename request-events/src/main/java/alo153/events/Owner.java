package alo153.events;

/**
 * Who has the work.
 *
 * @param kind inside or outside the municipality
 * @param code its code in the city pack
 */
public record Owner(OwnerKind kind, OwnerCode code) {
  public static Owner department(String code) {
    return new Owner(OwnerKind.DEPARTMENT, new OwnerCode(code));
  }

  public static Owner institution(String code) {
    return new Owner(OwnerKind.INSTITUTION, new OwnerCode(code));
  }

  @Override
  public String toString() {
    return kind + ":" + code;
  }
}
