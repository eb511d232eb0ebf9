package alo153.allinone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which run a command is about. */
final class Place {
  static final int DEFAULT_PORT = 8153;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".alo153",
      description = "where the log, the store and the keys lie (default: ${DEFAULT-VALUE})")
  Path data = Path.of(".alo153");

  DataFolder folder() {
    return new DataFolder(data);
  }

  /**
   * The run on this folder.
   *
   * @throws CommandException when nothing runs there
   */
  DataFolder.Run run() {
    return folder()
        .run()
        .orElseThrow(
            () ->
                new CommandException(
                    "nothing runs on " + folder().root() + ": start it with ./alo153 up", null));
  }
}
