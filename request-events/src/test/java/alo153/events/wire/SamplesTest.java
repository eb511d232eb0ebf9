package alo153.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.RequestEvent;
import alo153.events.personal.PersonalPart;
import alo153.events.work.ContactLogged;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.Submission;
import alo153.events.work.WorkRecord;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SamplesTest {
  private static final Map<String, Class<?>> PLAIN =
      Map.of(
          DepartmentUpdate.TYPE,
          DepartmentUpdate.class,
          ContactLogged.TYPE,
          ContactLogged.class,
          "submission.v1",
          Submission.class);

  static Stream<Arguments> samples() {
    Stream<Arguments> sealed =
        Stream.of(RequestEvent.class, PersonalPart.class, WorkRecord.class)
            .flatMap(
                family ->
                    Stream.of(family.getPermittedSubclasses())
                        .map(type -> Arguments.of(nameOf(type), family)));
    Stream<Arguments> plain =
        PLAIN.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
    return Stream.concat(sealed, plain);
  }

  private static String nameOf(Class<?> type) {
    return type.getAnnotation(JsonTypeName.class).value();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyRecordReadsAndWritesItsSamples(String name, Class<?> family) throws IOException {
    for (String size : new String[] {"minimal", "full"}) {
      byte[] sample = sample(name + "." + size);
      Object record = Codec.read(sample, family);
      assertThat(Codec.tree(Codec.write(record))).isEqualTo(Codec.tree(sample));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aMissingMandatoryFieldIsUnreadable(String name, Class<?> family) throws IOException {
    if (family == Submission.class) {
      // whatever the outside leaves out is the intake's to judge
      return;
    }
    ObjectNode complete = (ObjectNode) Codec.tree(sample(name + ".minimal"));
    for (String field : complete.propertyNames()) {
      JsonNode without = complete.deepCopy().without(field);
      assertThatThrownBy(() -> Codec.read(Codec.json().writeValueAsBytes(without), family))
          .as("%s without %s", name, field)
          .isInstanceOf(UnreadableRecordException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFieldFromANewerWriterIsIgnored(String name, Class<?> family) throws IOException {
    ObjectNode newer = (ObjectNode) Codec.tree(sample(name + ".full"));
    newer.put("addedLater", 1);
    assertThat(Codec.read(Codec.json().writeValueAsBytes(newer), family))
        .isEqualTo(Codec.read(sample(name + ".full"), family));
  }

  @Test
  void everyEventKnowsItsNameOnTheWire() throws IOException {
    for (Class<?> type : RequestEvent.class.getPermittedSubclasses()) {
      RequestEvent event = Codec.readEvent(sample(nameOf(type) + ".full"));
      assertThat(event.type()).isEqualTo(nameOf(type));
    }
  }

  static byte[] sample(String name) throws IOException {
    try (InputStream in = SamplesTest.class.getResourceAsStream("/samples/" + name + ".json")) {
      assertThat(in).as("sample %s", name).isNotNull();
      return in.readAllBytes();
    }
  }
}
