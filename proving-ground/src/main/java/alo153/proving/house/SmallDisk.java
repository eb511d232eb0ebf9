package alo153.proving.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A disk of some megabytes that really gets full: a tmpfs in a mount namespace of its own. Nobody
 * outside sees it, and it is gone with the process that holds it, however that ends. Needs Linux,
 * and root or leave to make user namespaces.
 */
public final class SmallDisk implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final int PIECE = 64 << 10;
  private static final String READY = "mounted";

  private final Path folder;
  private final ChildProcess holder;
  private final boolean root;

  private SmallDisk(Path folder, ChildProcess holder, boolean root) {
    this.folder = folder;
    this.holder = holder;
    this.root = root;
  }

  /**
   * Makes one, empty.
   *
   * @param folder where processes started {@link #inside} see it
   * @param output for what goes wrong
   * @throws IllegalStateException when none can be made here
   */
  static SmallDisk make(Path folder, int megabytes, Path output) {
    boolean root = isRoot();
    var command = new ArrayList<>(List.of("unshare", "--mount"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of(
            "sh",
            "-c",
            "mount -t tmpfs -o size=$1m alo153 \"$0\" && echo " + READY + " && exec sleep infinity",
            folder.toString(),
            Integer.toString(megabytes)));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChildProcess holder = ChildProcess.start("small disk", output, Map.of(), command);
    Waiting.cameTrue(START, () -> holder.saidSinceStart(READY) || !holder.isAlive());
    if (!holder.isAlive() || !holder.saidSinceStart(READY)) {
      holder.close();
      throw new IllegalStateException(
          "no small disk can be made here: " + holder.lastLines(5).strip());
    }
    return new SmallDisk(folder, holder, root);
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException("a small disk needs Linux", e);
    }
  }

  /** Why none can be made here; empty when one can. */
  public static Optional<String> impossible() {
    try {
      Path scratch = Files.createTempDirectory("alo153-disk");
      Path output = Files.createTempFile("alo153-disk", ".log");
      try (SmallDisk tried = make(scratch, 1, output)) {
        return tried.space() > 0 ? Optional.empty() : Optional.of("a small disk has no space");
      } finally {
        Files.delete(scratch);
        Files.delete(output);
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The command, run where the disk is seen. */
  List<String> inside(List<String> command) {
    var entering =
        new ArrayList<>(List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount"));
    if (!root) {
      entering.addAll(List.of("--user", "--preserve-credentials"));
    }
    entering.addAll(command);
    return entering;
  }

  /** Takes all the space that is left. */
  public void fill() {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (FileChannel file =
        FileChannel.open(
            ballast(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      while (space() > 0) {
        piece.clear();
        file.write(piece);
      }
    } catch (IOException e) {
      if (space() > 0) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Gives back what {@link #fill()} took. */
  public void relieve() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that are left. */
  public long space() {
    // not by its file store: Java finds those in the list of mounts, where this one is not
    return fromOutside().toFile().getUsableSpace();
  }

  private Path ballast() {
    return fromOutside().resolve("ballast");
  }

  private Path fromOutside() {
    return Path.of("/proc", Long.toString(holder.pid()), "root")
        .resolve(folder.toString().substring(1));
  }

  @Override
  public void close() {
    holder.close();
  }
}
