package alo153.allinone;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the keys of a deployment. */
@Command(
    name = "keys",
    description = "Show the keys of this deployment.",
    mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "only the value of this one, for scripts; such as ALO153_KEY_DESK")
  private String name = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DataFolder data = place.folder();
    if (!Files.exists(data.keys())) {
      throw new CommandException("no keys yet: ./alo153 up makes " + data.keys(), null);
    }
    var keys = DataFolder.read(data.keys());
    if (!name.isEmpty()) {
      String value = keys.get(name);
      if (value == null) {
        throw new CommandException("no key is called " + name + " in " + data.keys(), null);
      }
      spec.commandLine().getOut().println(value);
      return 0;
    }
    keys.forEach((key, value) -> spec.commandLine().getOut().println(key + "=" + value));
    return 0;
  }
}
