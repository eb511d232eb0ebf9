package alo153.proving.simulators;

import alo153.proving.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Starts the world around the desk, for a demonstration on one machine: providers, mail,
 * institutions, departments.
 */
public final class Simulators {
  /** The desk's mailbox. */
  public static final String DESK_MAILBOX = "cozum@alo153.invalid";

  private Simulators() {}

  /**
   * {@code --data DIR} runs them; with {@code --ping} or {@code --stop} it only asks or ends the
   * ones that run.
   */
  public static void main(String[] arguments) throws Exception {
    // libraries lower-case names by the default: a Turkish one makes "INTAKE" "ıntake"
    Locale.setDefault(Locale.ROOT);
    List<String> given = List.of(arguments);
    int at = given.indexOf("--data");
    Path data = Path.of(at < 0 ? ".alo153" : given.get(at + 1));
    if (given.contains("--ping")) {
      System.exit(call(data, "GET", "/ping") ? 0 : 1);
    } else if (given.contains("--stop")) {
      if (call(data, "POST", "/stop")) {
        System.out.println("the simulators have stopped");
      }
    } else {
      run(Run.on(data));
    }
  }

  private static boolean call(Path data, String method, String path) throws InterruptedException {
    if (!java.nio.file.Files.exists(data.resolve("run.env"))) {
      return false;
    }
    Run run = Run.on(data);
    try {
      return HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(1))
              .build()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + run.providersPort() + path))
                      .timeout(Duration.ofSeconds(3))
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(Run run) throws IOException, InterruptedException {
    var over = new CountDownLatch(1);
    try (World world = World.start(run, over::countDown)) {
      Runtime.getRuntime().addShutdownHook(new Thread(over::countDown));
      System.out.println("simulators are ready: " + world);
      over.await();
    }
    System.exit(0);
  }
}
