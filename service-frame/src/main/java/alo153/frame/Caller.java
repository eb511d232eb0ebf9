package alo153.frame;

import alo153.events.OwnerCode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;

/**
 * Who calls: the roles of the key or token.
 *
 * @param roles empty for the public
 * @param departmentCode which department; null when the caller is none
 */
public record Caller(Set<AccessRules.Role> roles, @Nullable OwnerCode departmentCode) {
  static final String AUTHORITY = "ROLE_";
  static final String DEPARTMENT_AUTHORITY = "DEPARTMENT_";

  /**
   * The caller of the request at hand; somebody without roles when there is neither key nor token.
   */
  public static Mono<Caller> current() {
    return ReactiveSecurityContextHolder.getContext()
        .mapNotNull(context -> context.getAuthentication())
        .map(Caller::of)
        .defaultIfEmpty(new Caller(Set.of(), null));
  }

  static Caller of(Authentication authentication) {
    var roles = java.util.EnumSet.noneOf(AccessRules.Role.class);
    OwnerCode department = null;
    for (var granted : authentication.getAuthorities()) {
      String authority = String.valueOf(granted.getAuthority());
      for (AccessRules.Role role : AccessRules.Role.values()) {
        if (authority.equals(AUTHORITY + role)) {
          roles.add(role);
        }
      }
      if (authority.startsWith(DEPARTMENT_AUTHORITY)) {
        department = new OwnerCode(authority.substring(DEPARTMENT_AUTHORITY.length()));
      }
    }
    return new Caller(Set.copyOf(roles), department);
  }

  /**
   * @param name a department's code, in capitals or with underscores too
   * @return empty when it is no code
   */
  static Optional<String> departmentAuthority(String name) {
    String code = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    return OwnerCode.isCode(code) ? Optional.of(DEPARTMENT_AUTHORITY + code) : Optional.empty();
  }

  public boolean is(AccessRules.Role role) {
    return roles.contains(role);
  }

  /** Which department calls. */
  public Optional<OwnerCode> department() {
    return Optional.ofNullable(departmentCode);
  }
}
