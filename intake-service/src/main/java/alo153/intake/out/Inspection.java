package alo153.intake.out;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;

/**
 * Looks at a file while it passes: how long, which hash, and what its first bytes say it is. Not
 * for several threads.
 */
final class Inspection {
  private static final int HEAD = 16 * 1024;
  private static final Detector DETECTOR = new DefaultDetector();

  private final String fileName;
  private final long maxBytes;
  private final Set<String> allowed;
  private final MessageDigest digest;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(HEAD);
  private String mediaType = "";
  private long bytes;

  Inspection(String fileName, long maxBytes, Set<String> allowed) {
    this.fileName = fileName;
    this.maxBytes = maxBytes;
    this.allowed = allowed;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * @throws RefusedFileException as soon as it is clear that we do not take the file
   */
  ByteBuffer pass(ByteBuffer chunk) {
    bytes += chunk.remaining();
    if (bytes > maxBytes) {
      throw new RefusedFileException(
          RefusedFileException.Reason.TOO_LARGE, "more than " + maxBytes + " bytes");
    }
    digest.update(chunk.duplicate());
    if (head.size() < HEAD) {
      byte[] some = new byte[Math.min(HEAD - head.size(), chunk.remaining())];
      chunk.duplicate().get(some);
      head.writeBytes(some);
      if (head.size() == HEAD) {
        detect();
      }
    }
    return chunk;
  }

  /** To be called once, after the last chunk. */
  void end() {
    if (bytes == 0) {
      throw new RefusedFileException(RefusedFileException.Reason.EMPTY, "the file is empty");
    }
    if (mediaType.isEmpty()) {
      detect();
    }
  }

  String mediaType() {
    return mediaType;
  }

  long bytes() {
    return bytes;
  }

  /** Hexadecimal; to be asked once, after the end. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void detect() {
    var metadata = new Metadata();
    metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
    String byNameToo;
    String byBytes;
    try (var in = TikaInputStream.get(head.toByteArray())) {
      byBytes = DETECTOR.detect(in, new Metadata()).getBaseType().toString();
      in.reset();
      byNameToo = DETECTOR.detect(in, metadata).getBaseType().toString();
    } catch (java.io.IOException e) {
      throw new IllegalStateException("the head is in memory", e);
    }
    // a name may refine what the bytes say (page.html among texts), never excuse it
    if (!allowed.contains(byBytes) || !allowed.contains(byNameToo)) {
      throw new RefusedFileException(
          RefusedFileException.Reason.MEDIA_TYPE, "not taken: " + byNameToo);
    }
    mediaType = byBytes;
  }
}
