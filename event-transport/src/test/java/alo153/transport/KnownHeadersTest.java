package alo153.transport;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.wire.Headers;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.MessageHeaders;

class KnownHeadersTest {
  private final TransportConfiguration.KnownHeaders mapper =
      new TransportConfiguration.KnownHeaders();

  @Test
  void aForeignHeaderNeitherComesInNorGoesOut() {
    var record = new RecordHeaders();
    record.add(Headers.CE_ID, new byte[] {1});
    record.add("spring_json_header_types", new byte[] {2});
    record.add(Headers.DEAD_KEY, new byte[] {3});
    var read = new HashMap<String, Object>();
    mapper.toHeaders(record, read);
    assertThat(read).containsOnlyKeys(Headers.CE_ID);

    var written = new RecordHeaders();
    mapper.fromHeaders(
        new MessageHeaders(Map.of(Headers.CE_ID, new byte[] {1}, "foreign", new byte[] {2})),
        written);
    assertThat(written).extracting("key").containsExactly(Headers.CE_ID);
  }
}
