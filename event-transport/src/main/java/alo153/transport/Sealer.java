package alo153.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.personal.PersonalKey;
import alo153.events.personal.PersonalPart;
import alo153.events.wire.Codec;
import alo153.events.wire.UnreadableRecordException;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/**
 * Seals personal parts with AES-256-GCM; the key's id leads each sealed part, so keys can be
 * rotated, and the part's place is authenticated with it, so a part can not be moved to another
 * request.
 */
public final class Sealer {
  private static final Configuration ALGORITHMS = AeadConfig2026.get();

  private final Aead aead;

  /**
   * @param aead the master key, from {@link #keyFile} or from a key service by way of Tink's KMS
   *     clients
   */
  public Sealer(Aead aead) {
    this.aead = aead;
  }

  /**
   * Opens the key set in a file, or makes one, readable by its owner only. Several services may
   * start on one empty folder at the same time: one writes, the others read.
   *
   * @throws IllegalStateException when the file can be neither read nor made
   */
  public static Sealer keyFile(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      KeysetHandle keys =
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file), ALGORITHMS, InsecureSecretKeyAccess.get());
      return new Sealer(keys.getPrimitive(ALGORITHMS, Aead.class));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the master key " + file + " can not be read; without it no personal data can be opened",
          e);
    }
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    String keys =
        TinkJsonProtoKeysetFormat.serializeKeyset(
            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, ALGORITHMS),
            ALGORITHMS,
            InsecureSecretKeyAccess.get());
    Path draft = Files.createTempFile(folder, "master", ".tmp", ownerOnly());
    try {
      Files.writeString(draft, keys, StandardOpenOption.SYNC);
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // another service made it first; its key counts and ours was never used
      return;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  public byte[] seal(PersonalKey key, PersonalPart part) {
    try {
      return aead.encrypt(Codec.write(part), key.toString().getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the master key can not seal", e);
    }
  }

  /**
   * @throws UnreadableRecordException when the bytes were not sealed by us for this place
   */
  public PersonalPart open(PersonalKey key, byte[] sealed) {
    try {
      return Codec.readPart(aead.decrypt(sealed, key.toString().getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new UnreadableRecordException("sealed by another key or for another place", e);
    }
  }
}
