package alo153.gateway.pages;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What browsers may do with our answers, said on every one of them, so that no error page and no
 * API answer is the weak spot.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SecurityHeaders implements WebFilter {
  /** Scripts and styles from our own files only; strings never become markup unseen. */
  static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "font-src 'self'",
          "connect-src 'self'",
          "manifest-src 'self'",
          "worker-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types lit-html alo153 default");

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              HttpHeaders headers = exchange.getResponse().getHeaders();
              headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
              headers.set("X-Content-Type-Options", "nosniff");
              headers.set("Referrer-Policy", "same-origin");
              headers.set("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()");
              if (headers.getCacheControl() == null && headers.getETag() == null) {
                headers.setCacheControl("no-store");
              }
              return Mono.empty();
            });
    return chain.filter(exchange);
  }
}
