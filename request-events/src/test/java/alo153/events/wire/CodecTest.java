package alo153.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class CodecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "not json",
        "[]",
        "{}",
        "{\"type\":\"unknown.v1\"}",
        "{\"type\":\"person.erased.v1\",\"id\":\"X\",\"requestId\":\"4F2QK9XM7T3VB8N6WJ0CDHRZ5A\",\"at\":\"2026-11-23T18:05:12Z\",\"parts\":[]}",
        "{\"type\":\"person.erased.v1\",\"id\":\"23456789ABCDEFGHJKMNPQRSTV\",\"requestId\":\"short\",\"at\":\"2026-11-23T18:05:12Z\",\"parts\":[]}",
        "{\"type\":\"person.erased.v1\",\"id\":\"23456789ABCDEFGHJKMNPQRSTV\",\"requestId\":\"4F2QK9XM7T3VB8N6WJ0CDHRZ5A\",\"at\":\"yesterday\",\"parts\":[]}",
        "{\"type\":\"person.erased.v1\",\"id\":\"23456789ABCDEFGHJKMNPQRSTV\",\"requestId\":\"4F2QK9XM7T3VB8N6WJ0CDHRZ5A\",\"at\":\"2026-11-23T18:05:12Z\",\"parts\":[]} trailing"
      })
  void whatIsNotAnEventIsUnreadable(String document) {
    assertThatThrownBy(() -> Codec.readEvent(document.getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void aListThatHoldsNullIsUnreadable() throws IOException {
    ObjectNode update = (ObjectNode) Codec.tree(SamplesTest.sample("department.update.v1.full"));
    update.putArray("attachments").add("a").addNull();
    assertThatThrownBy(() -> Codec.readUpdate(Codec.json().writeValueAsBytes(update)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void aMapThatHoldsNullIsUnreadable() throws IOException {
    ObjectNode assigned = (ObjectNode) Codec.tree(SamplesTest.sample("request.assigned.v1.full"));
    assigned.putObject("facts").putNull("district");
    assertThatThrownBy(() -> Codec.readEvent(Codec.json().writeValueAsBytes(assigned)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void aDocumentDeeperThanTheLimitIsUnreadableAndNotAnError() {
    String deep =
        "{\"type\":\"person.erased.v1\",\"x\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
    assertThatThrownBy(() -> Codec.readEvent(deep.getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void aDocumentLargerThanTheLimitIsRefusedBeforeParsing() {
    assertThatThrownBy(() -> Codec.readEvent(new byte[Codec.MAX_BYTES + 1]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("more than");
  }

  @Test
  void theReasonDoesNotRepeatTheDocument() throws IOException {
    String personal = "{\"type\":\"status.changed.v1\",\"id\":\"Ayşe Yılmaz 0532\"}";
    assertThatThrownBy(() -> Codec.readEvent(personal.getBytes(UTF_8)))
        .isInstanceOf(UnreadableRecordException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Ayşe"));
  }
}
