package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import alo153.embedded.EmbeddedBackends.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBackendsTest {
  @Test
  void brokerAndStoreMayBeAskedForTogether() {
    assertThat(Wanted.from("--broker", "data/log", "8158", "--store", "data/documents.mv", "0"))
        .isEqualTo(
            new Wanted(
                new EmbeddedBroker.Settings(Path.of("data/log"), 8158, 0),
                new EmbeddedStore.Settings(Path.of("data/documents.mv"), 0)));
  }

  @Test
  void memoryInsteadOfAFileKeepsNothing() {
    assertThat(Wanted.from("--store", "memory", "8160"))
        .isEqualTo(new Wanted(null, new EmbeddedStore.Settings(null, 8160)));
  }

  @Test
  void theBrokerMayHaveListenersAndPropertiesOfItsOwn(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(directory.resolve("small"), "# small\nmessage.max.bytes = 4096\n");
    assertThat(
            Wanted.from(
                "--listener",
                "INTAKE",
                "8170",
                "8180",
                "--broker",
                "data/log",
                "8158",
                "--properties",
                file.toString(),
                "--listener",
                "ROUTING",
                "8171",
                "8171"))
        .isEqualTo(
            new Wanted(
                new EmbeddedBroker.Settings(
                    Path.of("data/log"),
                    8158,
                    0,
                    List.of(
                        new EmbeddedBroker.Listener("INTAKE", 8170, 8180),
                        new EmbeddedBroker.Listener("ROUTING", 8171, 8171)),
                    Map.of("message.max.bytes", "4096")),
                null));
  }

  @Test
  void aListenerThatCannotBeIsRefusedInASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--store", "memory", "0", "--listener", "INTAKE", "1", "2"))
        .withMessage("--listener and --properties need --broker");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--broker", "log", "0", "--listener", "INTAKE", "8170"))
        .withMessage("Missing: an advertised port after the listener's port");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--broker", "log", "0", "--listener", "INTAKE", "0", "8170"))
        .withMessage("The listener INTAKE needs two ports of 1 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--broker", "log", "0", "--listener", "a b", "1", "2"))
        .withMessage("Not a listener's name: a b (capital letters, digits and underscores)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--broker", "log", "0", "--listener", "CONTROLLER", "1", "2"))
        .withMessage("Two listeners are called CONTROLLER");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Wanted.from("--broker", "log", "0", "--properties", "nowhere/it.properties"))
        .withMessage("Cannot read the broker's properties in nowhere/it.properties");
  }

  @Test
  void whatIsMissingOrWrongIsSaidInASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(Wanted::from)
        .withMessage("Missing: --broker DIRECTORY PORT or --store FILE PORT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--broker"))
        .withMessage("Missing: a directory after --broker");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--store", "memory"))
        .withMessage("Missing: a port after the store's file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--store", "memory", "70000"))
        .withMessage("Not a port: 70000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--store", "memory", "many"))
        .withMessage("Not a port: many");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Wanted.from("--nothing"))
        .withMessage("Unknown option --nothing");
  }
}
