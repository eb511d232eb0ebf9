package alo153.allinone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The keys of a deployment: made at first start, kept in {@code keys.env}, completed when a new one
 * is needed.
 */
final class Keys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Keys() {}

  /** Names of the keys that callers show or providers sign with. */
  static List<String> names(List<String> departmentCodes) {
    var names =
        new ArrayList<>(
            List.of(
                "ALO153_KEY_ADAPTER",
                "ALO153_KEY_DESK",
                "ALO153_KEY_OPERATOR",
                "ALO153_WHATSAPP_APP_SECRET",
                "ALO153_WHATSAPP_VERIFY_TOKEN",
                "ALO153_PHONE_VERIMOR_SECRET",
                "ALO153_PHONE_NETGSM_SECRET",
                "ALO153_SMS_RECEIPTS_SECRET",
                "ALO153_WEBHOOK_SECRET",
                "ALO153_IMAP_PASSWORD",
                "ALO153_ID_KEY"));
    for (String code : departmentCodes) {
      names.add("ALO153_KEY_DEPARTMENT_" + code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
    return names;
  }

  /** Reads the file, adds what is missing, and gives them all. */
  static Map<String, String> ensure(Path file, List<String> names) {
    Map<String, String> keys = Files.exists(file) ? DataFolder.read(file) : new LinkedHashMap<>();
    boolean complete = keys.keySet().containsAll(names);
    if (!complete) {
      for (String name : names) {
        keys.computeIfAbsent(name, Keys::generate);
      }
      var content =
          new StringBuilder(
              "# Keys of this deployment. Whoever has them may act in these roles.\n");
      keys.forEach((name, value) -> content.append(name).append('=').append(value).append('\n'));
      DataFolder.write(file, content.toString());
    }
    ownerOnly(file);
    return keys;
  }

  private static String generate(String name) {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    if (name.equals("ALO153_ID_KEY")) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (name.equals("ALO153_WEBHOOK_SECRET")) {
      return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }
    return HexFormat.of().formatHex(bytes, 0, 20);
  }

  private static void ownerOnly(Path file) {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (java.io.IOException e) {
      throw new CommandException(file + " can not be made readable for its owner only", e);
    }
  }
}
