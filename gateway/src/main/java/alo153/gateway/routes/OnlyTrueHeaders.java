package alo153.gateway.routes;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * Takes away what a caller could use to pass for somebody else and says who called, from the
 * connection and from what our own proxies say. A service may therefore believe {@code
 * X-Forwarded-For} as it stands.
 */
@Component
class OnlyTrueHeaders implements HttpHeadersFilter, Ordered {
  static final String FORWARDED_FOR = "X-Forwarded-For";

  private static final List<String> OURS_TO_SAY = List.of("x-alo153-", "x-forwarded-");
  private static final List<String> NOT_PASSED_ON =
      List.of("forwarded", "x-real-ip", "true-client-ip");

  private final TrustedProxies proxies;

  OnlyTrueHeaders(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  @Override
  public HttpHeaders filter(HttpHeaders incoming, ServerWebExchange exchange) {
    var outgoing = new HttpHeaders();
    incoming.forEach(
        (name, values) -> {
          if (mayPass(name.toLowerCase(Locale.ROOT))) {
            outgoing.addAll(name, values);
          }
        });
    InetSocketAddress peer = exchange.getRequest().getRemoteAddress();
    if (peer != null) {
      List<String> said = exchange.getRequest().getHeaders().getOrEmpty(FORWARDED_FOR);
      outgoing.set(FORWARDED_FOR, proxies.caller(peer.getAddress(), said).getHostAddress());
    }
    return outgoing;
  }

  private static boolean mayPass(String name) {
    return !NOT_PASSED_ON.contains(name) && OURS_TO_SAY.stream().noneMatch(name::startsWith);
  }

  /** After the built-in filters, so that none of them has the last word. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
