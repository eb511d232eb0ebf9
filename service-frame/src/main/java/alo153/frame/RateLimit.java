package alo153.frame;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.springframework.web.server.ServerWebExchange;

/** A bucket of calls per address, filled steadily; an address is a whole IPv6 /64. */
final class RateLimit {
  private static final int MOST_ADDRESSES = 100_000;

  private final RateSettings settings;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();

  RateLimit(RateSettings settings) {
    this.settings = settings;
  }

  private final class Bucket {
    private double tokens = settings.burst();
    private long last = System.nanoTime();

    synchronized boolean take() {
      long now = System.nanoTime();
      tokens =
          Math.min(settings.burst(), tokens + (now - last) / 1e9 * settings.perMinute() / 60.0);
      last = now;
      if (tokens < 1) {
        return false;
      }
      tokens -= 1;
      return true;
    }
  }

  /** Whether one more call of this address is within the limit. */
  boolean admits(ServerWebExchange exchange) {
    return buckets.get(address(exchange), any -> new Bucket()).take();
  }

  private String address(ServerWebExchange exchange) {
    String forwarded = exchange.getRequest().getHeaders().getFirst("X-Forwarded-For");
    if (settings.trustForwardedFor() && forwarded != null && !forwarded.isBlank()) {
      String[] hops = forwarded.split(",");
      return network(hops[hops.length - 1].strip());
    }
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    return remote == null ? "?" : network(remote.getAddress().getHostAddress());
  }

  private static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    String[] groups = address.split(":", 5);
    return groups.length < 5
        ? address
        : String.join(":", groups[0], groups[1], groups[2], groups[3]);
  }
}
