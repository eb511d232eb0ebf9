package alo153.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import alo153.embedded.EmbeddedBackends.Wanted;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
