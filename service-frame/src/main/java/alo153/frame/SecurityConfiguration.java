package alo153.frame;

import alo153.transport.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverterAdapter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keys in {@code X-Api-Key}; in production the same roles from OAuth2 tokens (claim {@code roles},
 * and {@code department} for a department's code), as soon as an issuer is configured.
 */
@AutoConfiguration
@EnableWebFluxSecurity
@EnableConfigurationProperties({KeySettings.class, RateSettings.class})
class SecurityConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(SecurityConfiguration.class);

  private record Guard(ServerWebExchangeMatcher matcher, AccessRules.Rule rule) {}

  @Bean
  SecurityWebFilterChain guardedPaths(
      ServerHttpSecurity http,
      AccessRules accessRules,
      KeySettings keys,
      RateSettings rate,
      TransportSettings transport,
      ObjectProvider<ReactiveJwtDecoder> tokens) {
    List<Guard> guards = new ArrayList<>();
    for (AccessRules.Rule rule : rules(accessRules, transport)) {
      guards.add(
          new Guard(
              rule.method() == null
                  ? new PathPatternParserServerWebExchangeMatcher(rule.pattern())
                  : new PathPatternParserServerWebExchangeMatcher(rule.pattern(), rule.method()),
              rule));
    }
    http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .addFilterAt(keyFilter(new ApiKeys(keys)), SecurityWebFiltersOrder.HTTP_BASIC)
        .addFilterAfter(
            rateFilter(guards, new RateLimit(rate)), SecurityWebFiltersOrder.AUTHORIZATION)
        .authorizeExchange(
            paths -> {
              for (Guard guard : guards) {
                var path = paths.matchers(guard.matcher());
                if (guard.rule().roles().isEmpty()) {
                  path.permitAll();
                } else {
                  path.hasAnyRole(
                      guard.rule().roles().stream().map(Enum::name).toArray(String[]::new));
                }
              }
              paths.anyExchange().denyAll();
            })
        .exceptionHandling(
            refused ->
                refused
                    .authenticationEntryPoint(
                        (exchange, e) -> refuse(exchange, guards, HttpStatus.UNAUTHORIZED))
                    .accessDeniedHandler(
                        (exchange, e) -> refuse(exchange, guards, HttpStatus.FORBIDDEN)));
    tokens.ifAvailable(
        decoder ->
            http.oauth2ResourceServer(
                server ->
                    server
                        .authenticationEntryPoint(
                            (exchange, e) -> refuse(exchange, guards, HttpStatus.UNAUTHORIZED))
                        .jwt(jwt -> jwt.jwtDecoder(decoder).jwtAuthenticationConverter(roles()))));
    return http.build();
  }

  /** A service's own rules, and those that are the same for each; the first that fits counts. */
  static List<AccessRules.Rule> rules(AccessRules ofTheService, TransportSettings transport) {
    String deadLetters = "/api/" + transport.service().code() + "/v1/dead-letters";
    var ofAll =
        new AccessRules()
            .open(HttpMethod.GET, "/actuator/health/**")
            .open(HttpMethod.GET, "/actuator/health")
            .open(HttpMethod.GET, "/actuator/prometheus")
            .open(HttpMethod.GET, "/v3/api-docs/**")
            .open(HttpMethod.GET, "/v3/api-docs")
            .allow(null, deadLetters + "/**", AccessRules.Role.OPERATOR)
            .allow(null, deadLetters, AccessRules.Role.OPERATOR);
    return Stream.concat(ofTheService.rules().stream(), ofAll.rules().stream()).toList();
  }

  private static ReactiveJwtAuthenticationConverterAdapter roles() {
    var converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(SecurityConfiguration::authorities);
    return new ReactiveJwtAuthenticationConverterAdapter(converter);
  }

  private static Collection<GrantedAuthority> authorities(Jwt token) {
    var granted = new ArrayList<GrantedAuthority>();
    List<String> claimed = token.getClaimAsStringList("roles");
    for (String role : claimed == null ? List.<String>of() : claimed) {
      granted.add(new SimpleGrantedAuthority(Caller.AUTHORITY + role));
      if (role.equals(AccessRules.Role.OPERATOR.name())) {
        granted.add(new SimpleGrantedAuthority(Caller.AUTHORITY + AccessRules.Role.DESK));
      }
    }
    String department = token.getClaimAsString("department");
    if (department != null) {
      Caller.departmentAuthority(department)
          .ifPresentOrElse(
              authority -> granted.add(new SimpleGrantedAuthority(authority)),
              () -> LOG.warn("a token's department is not a code; it counts as none"));
    }
    return granted;
  }

  private static WebFilter keyFilter(ApiKeys keys) {
    return (exchange, chain) -> {
      String shown = exchange.getRequest().getHeaders().getFirst("X-Api-Key");
      if (shown == null) {
        return chain.filter(exchange);
      }
      return keys.holderOf(shown)
          .map(
              holder ->
                  chain
                      .filter(exchange)
                      .contextWrite(ReactiveSecurityContextHolder.withAuthentication(holder)))
          .orElseGet(() -> ProblemHandler.write(exchange, unauthenticated()));
    };
  }

  private static WebFilter rateFilter(List<Guard> guards, RateLimit limit) {
    return (exchange, chain) ->
        Caller.current()
            .zipWith(ruleFor(exchange, guards).map(AccessRules.Rule::limited).defaultIfEmpty(false))
            .flatMap(
                both -> {
                  boolean slowed = both.getT2() && both.getT1().roles().isEmpty();
                  return slowed && !limit.admits(exchange)
                      ? ProblemHandler.write(
                          exchange, ProblemException.tooManyRequests(Duration.ofSeconds(20)))
                      : chain.filter(exchange);
                });
  }

  private static Mono<AccessRules.Rule> ruleFor(ServerWebExchange exchange, List<Guard> guards) {
    return Flux.fromIterable(guards)
        .filterWhen(guard -> guard.matcher().matches(exchange).map(MatchResult::isMatch))
        .next()
        .map(Guard::rule);
  }

  /** An address nobody declared does not exist, whoever asks. */
  private static Mono<Void> refuse(
      ServerWebExchange exchange, List<Guard> guards, HttpStatus status) {
    return ruleFor(exchange, guards)
        .map(rule -> status == HttpStatus.UNAUTHORIZED ? unauthenticated() : forbidden())
        .switchIfEmpty(otherMethod(exchange, guards))
        .defaultIfEmpty(ProblemException.notFound())
        .flatMap(problem -> ProblemHandler.write(exchange, problem));
  }

  private static Mono<ProblemException> otherMethod(
      ServerWebExchange exchange, List<Guard> guards) {
    return Flux.fromIterable(guards)
        .filterWhen(
            guard ->
                new PathPatternParserServerWebExchangeMatcher(guard.rule().pattern())
                    .matches(exchange)
                    .map(MatchResult::isMatch))
        .next()
        .map(
            any ->
                ProblemException.of(
                    HttpStatus.METHOD_NOT_ALLOWED,
                    "method-not-allowed",
                    "Bu adres bu yöntemi bilmiyor",
                    "This address does not know that method"));
  }

  private static ProblemException unauthenticated() {
    return ProblemException.of(
        HttpStatus.UNAUTHORIZED,
        "unauthenticated",
        "Anahtar yok ya da geçersiz",
        "No key, or not a valid one");
  }

  private static ProblemException forbidden() {
    return ProblemException.of(
        HttpStatus.FORBIDDEN,
        "forbidden",
        "Bu anahtar buna yetmiyor",
        "This key does not allow that");
  }
}
