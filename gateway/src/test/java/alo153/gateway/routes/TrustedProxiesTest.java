package alo153.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.gateway.routes.TrustedProxies.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies OURS = trusting("10.0.0.0/8", "192.0.2.7", "2001:db8::/32");

  @Test
  void withoutProxiesOfOursTheConnectionAloneSaysWhoCalls() throws Exception {
    assertThat(trusting().caller(address("127.0.0.1"), List.of("203.0.113.9")))
        .isEqualTo(address("127.0.0.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # who connects | X-Forwarded-For                 | who called
          198.51.100.4   | 203.0.113.9                     | 198.51.100.4
          10.1.2.3       | 203.0.113.9                     | 203.0.113.9
          10.1.2.3       | 198.51.100.4, 203.0.113.9       | 203.0.113.9
          10.1.2.3       | 203.0.113.9,10.9.9.9,192.0.2.7  | 203.0.113.9
          10.1.2.3       | 10.9.9.9, 192.0.2.7             | 10.9.9.9
          10.1.2.3       | 203.0.113.9, unknown            | 10.1.2.3
          10.1.2.3       | 203.0.113.9, localhost          | 10.1.2.3
          10.1.2.3       | ''                              | 10.1.2.3
          2001:db8::1    | 2001:470::5                     | 2001:470:0:0:0:0:0:5
          2001:db8::1    | ::ffff:203.0.113.9              | 203.0.113.9
          192.0.2.8      | 203.0.113.9                     | 192.0.2.8
          """)
  void theLastHopThatIsNotOursIsTheCaller(String peer, String said, String caller)
      throws Exception {
    assertThat(OURS.caller(address(peer), List.of(said)).getHostAddress()).isEqualTo(caller);
  }

  @Test
  void aHeaderGivenTwiceIsReadAsOne() throws Exception {
    assertThat(OURS.caller(address("10.1.2.3"), List.of("198.51.100.4", "203.0.113.9, 10.2.2.2")))
        .isEqualTo(address("203.0.113.9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/x", "10.0.0.0/33", "10.0.0", "", "/8"})
  void whatIsNoAddressIsRefusedAtTheStart(String written) {
    assertThatThrownBy(() -> Network.valueOf(written)).isInstanceOf(IllegalArgumentException.class);
  }

  private static TrustedProxies trusting(String... networks) {
    return new TrustedProxies(Stream.of(networks).map(Network::valueOf).toList());
  }

  private static InetAddress address(String written) throws UnknownHostException {
    return InetAddress.getByName(written);
  }
}
