package alo153.allinone;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command: what {@code ./alo153} runs once everything is built. */
@Command(
    name = "alo153",
    description = "Takes every citizen request through every door and leaves none unanswered.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      KeysCommand.class,
      EraseCommand.class,
      DeadCommand.class,
      RebuildCommand.class
    })
public final class Alo153 {
  private Alo153() {}

  public static void main(String[] arguments) {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new Alo153());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof CommandException known) {
            command.getErr().println("alo153: " + known.getMessage());
          } else {
            command.getErr().println("alo153: " + failure);
            failure.printStackTrace(command.getErr());
          }
          return 1;
        });
    int exit = line.execute(arguments);
    // contexts that failed to start may leave threads behind
    System.exit(exit);
  }
}
