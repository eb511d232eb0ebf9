package alo153.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/** Who may call what. What no rule names is denied. Each service declares one such bean. */
public final class AccessRules {
  /** The roles a caller can have. An operator may all a desk may. */
  public enum Role {
    ADAPTER,
    DESK,
    /** A department; which one is {@link Caller#department()}. */
    DEPARTMENT,
    OPERATOR
  }

  /**
   * One rule.
   *
   * @param method null for any
   * @param pattern a path pattern
   * @param roles who may; empty means everybody
   * @param limited whether callers without a key are slowed down
   */
  record Rule(@Nullable HttpMethod method, String pattern, Set<Role> roles, boolean limited) {
    boolean fits(HttpMethod called, String path) {
      return (method == null || method.equals(called))
          && PathPatternParser.defaultInstance
              .parse(pattern)
              .matches(PathContainer.parsePath(path));
    }
  }

  private final List<Rule> rules = new ArrayList<>();

  /** Everybody, unlimited: signed webhooks and what providers call. */
  public AccessRules open(@Nullable HttpMethod method, String pattern) {
    rules.add(new Rule(method, pattern, Set.of(), false));
    return this;
  }

  /** Everybody, but callers without a key only so often per minute. */
  public AccessRules limited(@Nullable HttpMethod method, String pattern) {
    rules.add(new Rule(method, pattern, Set.of(), true));
    return this;
  }

  public AccessRules allow(@Nullable HttpMethod method, String pattern, Role... roles) {
    rules.add(new Rule(method, pattern, Set.of(roles), false));
    return this;
  }

  List<Rule> rules() {
    return List.copyOf(rules);
  }
}
