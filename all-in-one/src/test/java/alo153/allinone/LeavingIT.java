package alo153.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import alo153.embedded.EmbeddedBackends;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is told to stop (SIGTERM) finishes what it accepted, and is gone in time. */
class LeavingIT {
  private static final Duration BAR = Duration.ofSeconds(30);
  private static final Duration START = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private final Ports ports = new Ports(RunningHouse.freeBase());
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ChildJvm> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (ChildJvm process : processes) {
      process.kill();
    }
  }

  @Test
  void nobodyIsCutOffWhoLooksWhetherItIsReady() throws Exception {
    backend("--broker", folder.resolve("kafka").toString(), ports.broker());
    backend("--store", "memory", ports.store());
    ChildJvm intake = intake();
    awaitReady(intake);
    assertThat(submit().get().statusCode()).isEqualTo(202);

    intake.terminate();
    List<CompletableFuture<HttpResponse<Void>>> sent = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              sent.add(submit());
              return !isReady();
            });
    // as late as a gateway that looks every second
    for (int i = 0; i < 20; i++) {
      sent.add(submit());
    }

    for (CompletableFuture<HttpResponse<Void>> one : sent) {
      assertThat(one.get().statusCode()).isEqualTo(202);
    }
    assertThat(sent.get(sent.size() - 1).get().headers().firstValue("Connection"))
        .as("no request is to come on a connection that is about to end")
        .contains("close");
    assertThat(intake.endsWithin(BAR)).isTrue();
  }

  @Test
  void withoutBrokerAndStoreWhatIsInFlightIsAnsweredAndItGoesInTime() throws Exception {
    ChildJvm broker = backend("--broker", folder.resolve("kafka").toString(), ports.broker());
    ChildJvm store = backend("--store", "memory", ports.store());
    ChildJvm intake = intake();
    awaitReady(intake);
    assertThat(submit().get().statusCode()).isEqualTo(202);

    broker.kill();
    store.kill();
    List<CompletableFuture<HttpResponse<Void>>> inFlight = List.of(submit(), submit(), submit());
    intake.terminate();

    for (CompletableFuture<HttpResponse<Void>> one : inFlight) {
      assertThat(one.get().statusCode()).isEqualTo(503);
    }
    assertThat(intake.endsWithin(BAR)).isTrue();
  }

  @Test
  void oneThatStillWaitsForTheBrokerAtItsStartGoesInTimeToo() throws Exception {
    backend("--store", "memory", ports.store());
    ChildJvm intake = intake();
    await().atMost(START).until(() -> intake.output().contains("asking the brokers"));

    intake.terminate();

    assertThat(intake.endsWithin(BAR)).isTrue();
  }

  private ChildJvm backend(String kind, String where, int port) throws IOException {
    ChildJvm process =
        ChildJvm.start(
            folder.resolve(kind.substring(2) + ".log"),
            Map.of(),
            List.of(
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedBackends.class.getName(),
                kind,
                where,
                Integer.toString(port)));
    processes.add(process);
    await().atMost(START).until(() -> process.output().contains(kind.substring(2) + " ready"));
    return process;
  }

  private ChildJvm intake() throws IOException {
    Composition.Part part =
        Composition.parts().stream()
            .filter(one -> one.name().equals("intake-service"))
            .findFirst()
            .orElseThrow();
    assertThat(part.jar()).as("built by ./alo153 up, or by mvn package").exists();
    var environment = new LinkedHashMap<String, String>(keys());
    environment.put("ALO153_KAFKA", "127.0.0.1:" + ports.broker());
    environment.put("ALO153_MONGODB_URI", "mongodb://127.0.0.1:" + ports.store());
    environment.put("ALO153_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    environment.put("ALO153_INTAKE_PORT", Integer.toString(ports.intake()));
    ChildJvm process =
        ChildJvm.start(
            folder.resolve("intake.log"),
            environment,
            List.of("-Xmx200m", "-XX:TieredStopAtLevel=1", "-jar", part.jar().toString()));
    processes.add(process);
    return process;
  }

  private Map<String, String> keys() {
    return Keys.ensure(new DataFolder(folder).keys(), Keys.names(List.of()));
  }

  private void awaitReady(ChildJvm intake) {
    await()
        .atMost(START)
        .until(
            () -> {
              if (!intake.isAlive()) {
                throw new IllegalStateException("it has ended:\n" + intake.output());
              }
              return isReady();
            });
  }

  private boolean isReady() {
    return "UP".equals(ServiceClient.health(ports.intake()));
  }

  private CompletableFuture<HttpResponse<Void>> submit() {
    return http.sendAsync(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + ports.intake() + "/api/intake/v1/requests"))
            .header("Content-Type", "application/json")
            .header("X-Api-Key", keys().get("ALO153_KEY_ADAPTER"))
            .POST(BodyPublishers.ofString("{\"text\":\"su yok\"}"))
            .build(),
        BodyHandlers.discarding());
  }
}
