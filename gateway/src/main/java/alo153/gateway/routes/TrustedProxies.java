package alo153.gateway.routes;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our own proxies in front of the gateway. Only their word about who called counts: anybody can
 * write {@code X-Forwarded-For}.
 *
 * @param networks addresses, or networks such as {@code 10.0.0.0/8}; none: whoever connects is the
 *     caller
 */
@ConfigurationProperties("gateway.trusted-proxies")
public record TrustedProxies(@DefaultValue List<Network> networks) {

  /**
   * One address or a network of them.
   *
   * @param rule tells which addresses belong to it
   */
  public record Network(IpSubnetFilterRule rule) {
    /** Reads {@code 10.1.2.3}, {@code 10.0.0.0/8}, {@code ::1} or {@code 2001:db8::/32}. */
    public static Network valueOf(String written) {
      int slash = written.indexOf('/');
      InetAddress address = address(slash < 0 ? written : written.substring(0, slash));
      if (address == null) {
        throw new IllegalArgumentException(
            "'%s' is neither an address nor a network such as 10.0.0.0/8".formatted(written));
      }
      int prefix =
          slash < 0
              ? 8 * address.getAddress().length
              : Integer.parseInt(written.substring(slash + 1));
      return new Network(new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT));
    }

    boolean holds(InetAddress address) {
      return rule.matches(new InetSocketAddress(address, 0));
    }
  }

  /**
   * Who called: the last address that is none of our proxies, reading from the connection
   * backwards. What stands before it was written by strangers.
   *
   * @param peer who connected to us
   * @param forwardedFor the values of {@code X-Forwarded-For} as they came
   */
  InetAddress caller(InetAddress peer, List<String> forwardedFor) {
    List<String> hops =
        forwardedFor.stream().flatMap(value -> Arrays.stream(value.split(","))).toList();
    InetAddress caller = peer;
    for (int i = hops.size() - 1; i >= 0 && isOurs(caller); i--) {
      InetAddress before = address(hops.get(i).strip());
      if (before == null) {
        return caller;
      }
      caller = before;
    }
    return caller;
  }

  private boolean isOurs(InetAddress address) {
    return networks.stream().anyMatch(network -> network.holds(address));
  }

  /** Only what is written in digits: a name would be looked up. */
  private static @Nullable InetAddress address(String written) {
    return NetUtil.createInetAddressFromIpAddressString(written);
  }
}
