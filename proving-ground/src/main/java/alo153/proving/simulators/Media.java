package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.wire.Codec;
import alo153.proving.simulators.Manner.Said;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Files citizens sent by WhatsApp, as the Graph API hands them out: in two steps. */
final class Media {
  private final int port;
  private final AtomicLong numbers;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  Media(int port, AtomicLong numbers) {
    this.port = port;
    this.numbers = numbers;
  }

  /**
   * A test puts a file here as if a citizen had sent it by WhatsApp; the answer is the media id.
   */
  Said register(byte[] bytes) {
    String id = Long.toString(numbers.incrementAndGet());
    files.put(id, bytes);
    return Said.json(200, "{\"id\":\"" + id + "\"}");
  }

  Said lookup(String id) {
    byte[] bytes = files.get(id);
    if (bytes == null) {
      return Said.json(404, "{\"error\":{\"code\":100,\"message\":\"no such media\"}}");
    }
    return Said.json(
        200,
        Codec.json()
            .writeValueAsString(
                Map.of(
                    "messaging_product",
                    "whatsapp",
                    "url",
                    "http://127.0.0.1:" + port + "/media-content/" + id,
                    "mime_type",
                    "image/png",
                    "sha256",
                    sha256(bytes),
                    "file_size",
                    bytes.length,
                    "id",
                    id)));
  }

  Said content(String id) {
    byte[] bytes = files.get(id);
    return bytes == null
        ? new Said(404, "text/plain", "no such media".getBytes(UTF_8))
        : new Said(200, "image/png", bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
