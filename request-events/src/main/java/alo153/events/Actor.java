package alo153.events;

import org.jspecify.annotations.Nullable;

/**
 * Who did it, as far as the log may know: a role and, for an owner, its code. Never a person.
 *
 * @param role in which capacity
 * @param code the department or institution; null for the others
 */
public record Actor(Role role, @Nullable OwnerCode code) {
  /** The capacities people and programs act in. */
  public enum Role {
    CITIZEN,
    DEPARTMENT,
    INSTITUTION,
    DESK,
    SYSTEM
  }

  public static final Actor CITIZEN = new Actor(Role.CITIZEN, null);
  public static final Actor DESK = new Actor(Role.DESK, null);
  public static final Actor SYSTEM = new Actor(Role.SYSTEM, null);

  public static Actor of(Owner owner) {
    return new Actor(
        switch (owner.kind()) {
          case DEPARTMENT -> Role.DEPARTMENT;
          case INSTITUTION -> Role.INSTITUTION;
        },
        owner.code());
  }
}
