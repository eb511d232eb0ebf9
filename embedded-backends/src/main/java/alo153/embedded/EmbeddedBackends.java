package alo153.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The broker, the store or both as a process of their own.
 *
 * <pre>
 * --broker DIRECTORY PORT    prints "broker ready 127.0.0.1:PORT"
 * --store FILE|memory PORT   prints "store ready mongodb://127.0.0.1:PORT"
 * </pre>
 *
 * With {@code --broker} only:
 *
 * <pre>
 * --listener NAME PORT ADVERTISED_PORT   one more port for clients, which sends them on to ADVERTISED_PORT;
 *                                        may stand there several times
 * --properties FILE                      broker properties that win over ours (a Java properties file, UTF-8)
 * </pre>
 *
 * A broker's or store's port of 0 chooses a free one. The lines go to the standard output,
 * everything else to the standard error. SIGTERM stops in an orderly way.
 */
public final class EmbeddedBackends {
  private static final String LOGBACK_FILE = "logback.configurationFile";

  /** What the command line asks for. */
  record Wanted(EmbeddedBroker.@Nullable Settings broker, EmbeddedStore.@Nullable Settings store) {

    /**
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    static Wanted from(String... arguments) {
      EmbeddedBroker.Settings broker = null;
      EmbeddedStore.Settings store = null;
      List<EmbeddedBroker.Listener> listeners = new ArrayList<>();
      Map<String, String> properties = new HashMap<>();
      Deque<String> rest = new ArrayDeque<>(List.of(arguments));
      while (!rest.isEmpty()) {
        String option = rest.poll();
        switch (option) {
          case "--broker" ->
              broker =
                  new EmbeddedBroker.Settings(
                      Path.of(next(rest, "a directory after --broker")),
                      port(next(rest, "a port after the broker's directory")),
                      0);
          case "--store" -> {
            String file = next(rest, "a file, or memory, after --store");
            store =
                new EmbeddedStore.Settings(
                    file.equals("memory") ? null : Path.of(file),
                    port(next(rest, "a port after the store's file")));
          }
          case "--listener" ->
              listeners.add(
                  new EmbeddedBroker.Listener(
                      next(rest, "a name after --listener"),
                      port(next(rest, "a port after the listener's name")),
                      port(next(rest, "an advertised port after the listener's port"))));
          case "--properties" ->
              properties.putAll(properties(next(rest, "a file after --properties")));
          default -> throw new IllegalArgumentException("Unknown option " + option);
        }
      }
      if (broker == null && store == null) {
        throw new IllegalArgumentException("Missing: --broker DIRECTORY PORT or --store FILE PORT");
      }
      if (broker == null && !(listeners.isEmpty() && properties.isEmpty())) {
        throw new IllegalArgumentException("--listener and --properties need --broker");
      }
      return new Wanted(broker == null ? null : with(broker, listeners, properties), store);
    }

    private static EmbeddedBroker.Settings with(
        EmbeddedBroker.Settings broker,
        List<EmbeddedBroker.Listener> listeners,
        Map<String, String> properties) {
      return new EmbeddedBroker.Settings(
          broker.directory(), broker.port(), broker.controllerPort(), listeners, properties);
    }

    private static Map<String, String> properties(String file) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(Path.of(file))) {
        read.load(reader);
      } catch (IOException e) {
        throw new IllegalArgumentException("Cannot read the broker's properties in " + file, e);
      }
      Map<String, String> it = new HashMap<>();
      read.stringPropertyNames().forEach(name -> it.put(name, read.getProperty(name)));
      return it;
    }

    private static String next(Deque<String> rest, String what) {
      String it = rest.poll();
      if (it == null) {
        throw new IllegalArgumentException("Missing: " + what);
      }
      return it;
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("Not a port: " + text, e);
      }
      throw new IllegalArgumentException("Not a port: " + text);
    }
  }

  private EmbeddedBackends() {}

  /** Runs until the process is told to stop. */
  public static void main(String... arguments) throws InterruptedException {
    // before any logger exists: without it logback would print every debug line of the broker
    if (System.getProperty(LOGBACK_FILE) == null) {
      System.setProperty(LOGBACK_FILE, "alo153/embedded/backends-logback.xml");
    }
    Wanted wanted;
    try {
      wanted = Wanted.from(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    run(wanted, System.out);
  }

  private static void run(Wanted wanted, PrintStream out) throws InterruptedException {
    List<Runnable> stops = new ArrayList<>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  synchronized (stops) {
                    stops.forEach(Runnable::run);
                  }
                },
                "backends-stop"));
    synchronized (stops) { // a stop during the start waits for its end
      if (wanted.store() != null) {
        EmbeddedStore store = EmbeddedStore.start(wanted.store());
        stops.add(store::close);
        out.println("store ready " + store.uri());
      }
      if (wanted.broker() != null) {
        EmbeddedBroker broker = EmbeddedBroker.start(wanted.broker());
        stops.add(broker::close);
        out.println("broker ready " + broker.bootstrapServers());
      }
      out.flush();
    }
    new CountDownLatch(1).await(); // for ever: the hook ends it
  }
}
