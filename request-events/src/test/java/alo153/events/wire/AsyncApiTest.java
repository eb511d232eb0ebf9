package alo153.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.RequestEvent;
import alo153.events.work.WorkRecord;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document adapters and departments read says what the code does. */
class AsyncApiTest {
  static JsonNode document;
  static final Map<String, JsonNode> MESSAGES = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    document = Codec.json().readTree(Files.readAllBytes(Path.of("../docs/api/asyncapi.json")));
    for (JsonNode message : document.path("components").path("messages")) {
      MESSAGES.put(message.path("name").asString(), message);
    }
  }

  private static Stream<String> typesOf(Class<?> family) {
    return Stream.of(family.getPermittedSubclasses())
        .map(type -> type.getAnnotation(JsonTypeName.class).value());
  }

  @Test
  void everyTopicIsDescribedWithItsSettings() {
    Map<String, JsonNode> channels = new HashMap<>();
    for (JsonNode channel : document.path("channels")) {
      channels.put(channel.path("address").asString(), channel);
    }
    for (Topics.Declared topic : Topics.declared()) {
      String address = topic.name().replaceAll("alo153\\..*\\.dead", "alo153.{service}.dead");
      JsonNode channel = channels.get(address);
      assertThat(channel).as(topic.name()).isNotNull();
      JsonNode settings = channel.path("bindings").path("kafka").path("topicConfiguration");
      var policies = new HashSet<String>();
      settings.path("cleanup.policy").forEach(policy -> policies.add(policy.asString()));
      assertThat(policies).isEqualTo(Set.of(topic.settings().get("cleanup.policy").split(",")));
      for (String setting : List.of("retention.ms", "max.message.bytes")) {
        if (topic.settings().containsKey(setting)) {
          assertThat(settings.path(setting).asLong())
              .isEqualTo(Long.parseLong(topic.settings().get(setting)));
        }
      }
    }
    assertThat(channels).containsKey("alo153.department.{code}");
  }

  @Test
  void theLogAndTheFeedsCarryExactlyTheRecordsOfTheCode() {
    assertThat(namesOn("requests"))
        .isEqualTo(typesOf(RequestEvent.class).collect(Collectors.toSet()));
    assertThat(namesOn("department"))
        .isEqualTo(typesOf(WorkRecord.class).collect(Collectors.toSet()));
  }

  private static Set<String> namesOn(String channel) {
    var names = new HashSet<String>();
    for (JsonNode reference : document.path("channels").path(channel).path("messages")) {
      String id = reference.path("$ref").asString().replaceAll(".*/", "");
      names.add(document.path("components").path("messages").path(id).path("name").asString());
    }
    return names;
  }

  @Test
  void everySampleIsValidByItsSchema() throws IOException {
    List<String> described =
        MESSAGES.keySet().stream()
            .filter(name -> name.endsWith(".v1") && !name.equals("personal.part.v1"))
            .toList();
    assertThat(described).hasSizeGreaterThan(15);
    for (String name : described) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(MESSAGES.get(name).path("payload"));
      String[] sizes =
          name.equals("submission.v1") ? new String[] {"full"} : new String[] {"minimal", "full"};
      for (String size : sizes) {
        assertThat(schema.validate(Codec.tree(SamplesTest.sample(name + "." + size))))
            .as("%s.%s", name, size)
            .isEmpty();
      }
    }
  }

  @Test
  void aRecordWithoutAMandatoryFieldIsRefusedByItsSchema() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(MESSAGES.get("request.submitted.v1").path("payload"));
    assertThat(
            schema.validate(
                Codec.tree(
                    "{\"type\":\"request.submitted.v1\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))))
        .isNotEmpty();
  }

  @Test
  void theExamplesAreReadable() {
    for (JsonNode message : MESSAGES.values()) {
      for (JsonNode example : message.path("examples")) {
        byte[] payload = Codec.json().writeValueAsBytes(example.path("payload"));
        String name = message.path("name").asString();
        if (typesOf(RequestEvent.class).anyMatch(name::equals)) {
          assertThat(Codec.readEvent(payload).type()).isEqualTo(name);
        } else if (typesOf(WorkRecord.class).anyMatch(name::equals)) {
          assertThat(Codec.readWork(payload)).isNotNull();
        }
      }
    }
  }
}
