package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.RequestId;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.events.wire.UnreadableRecordException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
  @TempDir Path folder;
  private final PersonalKey key = new PersonalKey(RequestId.random(), "owner-1");
  private final OwnerWords words = new OwnerWords("Ayşe Hanım, onarıldı", null, null);

  @Test
  void whatOneServiceSealsAnotherOpens() {
    byte[] sealed = Sealer.keyFile(folder.resolve("master.key")).seal(key, words);
    assertThat(Sealer.keyFile(folder.resolve("master.key")).open(key, sealed)).isEqualTo(words);
  }

  @Test
  void nothingReadableIsLeftInTheSealedPart() {
    byte[] sealed = Sealer.keyFile(folder.resolve("master.key")).seal(key, words);
    assertThat(new String(sealed, UTF_8)).doesNotContain("Ayşe").doesNotContain("onarıldı");
  }

  @Test
  void aPartDoesNotOpenAtAnotherPlace() {
    Sealer sealer = Sealer.keyFile(folder.resolve("master.key"));
    byte[] sealed = sealer.seal(key, words);
    assertThatThrownBy(() -> sealer.open(new PersonalKey(RequestId.random(), "owner-1"), sealed))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void anotherMasterKeyOpensNothing() {
    byte[] sealed = Sealer.keyFile(folder.resolve("master.key")).seal(key, words);
    assertThatThrownBy(() -> Sealer.keyFile(folder.resolve("other.key")).open(key, sealed))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void theKeyFileIsForItsOwnerOnly() throws Exception {
    Path file = folder.resolve("deep/master.key");
    Sealer.keyFile(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aBrokenKeyFileIsNeverReplaced() throws Exception {
    Path file = folder.resolve("master.key");
    Files.writeString(file, "broken");
    assertThatThrownBy(() -> Sealer.keyFile(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("master key");
    assertThat(file).hasContent("broken");
  }
}
