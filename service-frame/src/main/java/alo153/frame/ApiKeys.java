package alo153.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** Finds out whose key it is, in constant time for each key. */
final class ApiKeys {
  private final List<Known> known = new ArrayList<>();

  private record Known(byte[] key, List<GrantedAuthority> authorities, String name) {}

  ApiKeys(KeySettings settings) {
    add(settings.adapter(), "adapter", "ROLE_ADAPTER");
    add(settings.desk(), "desk", "ROLE_DESK");
    add(settings.operator(), "operator", "ROLE_OPERATOR", "ROLE_DESK");
    settings
        .department()
        .forEach(
            (code, key) -> {
              // environment variables know no dash: YOL_BAKIM is yol-bakim
              String department = code.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
              add(
                  key,
                  "department " + department,
                  "ROLE_DEPARTMENT",
                  Caller.DEPARTMENT_AUTHORITY + department);
            });
  }

  private void add(@Nullable String keys, String name, String... authorities) {
    if (keys == null) {
      return;
    }
    for (String key : keys.split(",")) {
      if (!key.isBlank()) {
        if (key.strip().length() < 16) {
          throw new IllegalStateException(
              "the key of the " + name + " is shorter than 16 characters: make a longer one");
        }
        known.add(
            new Known(
                key.strip().getBytes(UTF_8),
                AuthorityUtils.createAuthorityList(authorities),
                name));
      }
    }
  }

  /** Who has this key; empty when nobody does. */
  Optional<AbstractAuthenticationToken> holderOf(String key) {
    byte[] shown = key.getBytes(UTF_8);
    AbstractAuthenticationToken holder = null;
    for (Known one : known) {
      if (MessageDigest.isEqual(one.key(), shown)) {
        holder = new KeyHolder(one.name(), one.authorities());
      }
    }
    return Optional.ofNullable(holder);
  }

  /** Somebody who showed a key; the key itself is not kept. */
  private static final class KeyHolder extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;
    private final String name;

    KeyHolder(String name, List<GrantedAuthority> authorities) {
      super(authorities);
      this.name = name;
      setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Object getPrincipal() {
      return name;
    }
  }
}
