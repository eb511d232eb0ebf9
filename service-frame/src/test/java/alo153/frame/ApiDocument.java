package alo153.frame;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.wire.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/** A service's API as it is written down in {@code docs/api}. */
public final class ApiDocument {
  private ApiDocument() {}

  /**
   * Asserts that a service serves just what is written down; {@code -Dwrite-api=true} writes it
   * down anew.
   *
   * @param service its name before {@code .openapi.json}
   * @param apiDocs what it answers at {@code /v3/api-docs}
   */
  public static void assertWritten(String service, String apiDocs) throws IOException {
    var served = (ObjectNode) Codec.json().readTree(apiDocs);
    served.remove("servers");
    String document =
        Codec.json()
            .writerWithDefaultPrettyPrinter()
            .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .writeValueAsString(served);
    Path file = Path.of("../docs/api/" + service + ".openapi.json");
    if (Boolean.getBoolean("write-api")) {
      Files.writeString(file, document + "\n");
    }
    assertThat(document.lines())
        .as("-Dwrite-api=true writes it anew")
        .containsExactlyElementsOf(Files.readAllLines(file));
  }
}
