package alo153.proving.sabotage;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import alo153.proving.sabotage.Switch.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Changes the product's classes while a JVM loads them.
 *
 * <p>It prints {@code sabotage: <switch> in effect: <class>} to the standard error when a class was
 * changed. A method that is not there any more ends the JVM with {@link #NOT_IN_EFFECT}; a class
 * that was never loaded is named when the JVM ends. So a service without the fault can not pass for
 * one with it.
 */
public final class SabotageAgent {
  /** The exit code of a JVM whose classes have changed so that the fault does not fit any more. */
  public static final int NOT_IN_EFFECT = 153;

  private SabotageAgent() {}

  /**
   * Packs what a service's JVM is started with, see {@link Switch#argument}.
   *
   * @param folder an existing one, where the jar is put
   * @return the jar; it needs the tests' own ByteBuddy where that lies now
   */
  public static Path jar(Path folder) {
    Path jar = folder.resolve("sabotage.jar");
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.CLASS_PATH, from(ByteBuddy.class).toString());
    attributes.putValue("Premain-Class", SabotageAgent.class.getName());
    Path classes = Path.of(from(SabotageAgent.class));
    Path ours = classes.resolve(SabotageAgent.class.getPackageName().replace('.', '/'));
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.list(ours)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + jar, e);
    }
    return jar;
  }

  private static URI from(Class<?> type) {
    ProtectionDomain domain = type.getProtectionDomain();
    try {
      return domain.getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class was loaded from no place there is", e);
    }
  }

  /**
   * The JVM calls this before the service's own main method.
   *
   * @param code of the {@link Switch}
   */
  public static void premain(String code, Instrumentation instrumentation) {
    Switch wanted = Switch.of(code);
    Set<String> changed = ConcurrentHashMap.newKeySet();
    AgentBuilder builder =
        new AgentBuilder.Default()
            .disableClassFormatChanges()
            // it would read every class to know whether to ignore it
            .ignore(none())
            .with(new Witness(wanted, changed));
    for (String type : types(wanted)) {
      builder =
          builder
              .type(named(type))
              .transform((change, found, loader, module, domain) -> change(change, found, wanted));
    }
    builder.installOn(instrumentation);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  for (String type : types(wanted)) {
                    if (!changed.contains(type)) {
                      say("sabotage: " + code + " was never in effect: " + type);
                    }
                  }
                }));
    say("sabotage: " + code + " waits for " + String.join(", ", types(wanted)));
  }

  private static List<String> types(Switch wanted) {
    return wanted.places().stream().map(Place::type).distinct().toList();
  }

  private static DynamicType.Builder<?> change(
      DynamicType.Builder<?> change, TypeDescription found, Switch wanted) {
    DynamicType.Builder<?> changed = change;
    for (Place place : wanted.places()) {
      if (!place.type().equals(found.getName())) {
        continue;
      }
      ElementMatcher<MethodDescription> method =
          named(place.method())
              .and(takesArguments(place.parameters().size()))
              .and(candidate -> place.parameters().equals(parameters(candidate)));
      if (found.getDeclaredMethods().filter(method).size() != 1) {
        throw new IllegalStateException("there is no " + place + place.parameters() + " any more");
      }
      changed = changed.visit(Advice.to(place.advice()).on(method));
    }
    return changed;
  }

  private static List<String> parameters(MethodDescription method) {
    return method.getParameters().asTypeList().asErasures().stream()
        .map(TypeDescription::getName)
        .toList();
  }

  private static final class Witness extends AgentBuilder.Listener.Adapter {
    private final Switch wanted;
    private final Set<String> changed;

    Witness(Switch wanted, Set<String> changed) {
      this.wanted = wanted;
      this.changed = changed;
    }

    @Override
    public void onTransformation(
        TypeDescription type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        DynamicType dynamicType) {
      changed.add(type.getName());
      say(wanted.said(type.getName()));
    }

    /** What is thrown here the JVM keeps to itself, and takes the class unchanged. */
    @Override
    public void onError(
        String type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable failure) {
      say("sabotage: " + wanted.code() + " can not be in effect: " + type + ": " + failure);
      Runtime.getRuntime().halt(NOT_IN_EFFECT);
    }
  }

  // the service's own logging is not there yet
  private static void say(String line) {
    System.err.println(line);
    System.err.flush();
  }
}
