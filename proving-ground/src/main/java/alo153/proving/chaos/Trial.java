package alo153.proving.chaos;

import alo153.proving.check.Checker;
import alo153.proving.check.Evidence;
import alo153.proving.check.Injected;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.CimerOfficer;
import alo153.proving.load.ClientLedger;
import alo153.proving.load.LoadClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * One fault at work on one house: its clients with their ledger, the mark on the log where it
 * began, and the check at its end.
 */
public final class Trial implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final SeparateHouse house;
  private final Profile profile;
  private final int rate;
  private final String name;
  private final long seed;
  private final Consumer<String> say;
  private final Path folder;
  private final ClientLedger ledger;
  private final Map<TopicPartition, Long> mark;
  private final Set<String> earlier;
  private final Instant began;
  private final List<Injected> injected = new CopyOnWriteArrayList<>();
  private final List<LoadClient> clients = new CopyOnWriteArrayList<>();
  private final CimerOfficer officer;

  /**
   * Begins on a house at rest.
   *
   * @param rate operations a second at most
   * @param name the fault's, in small letters; stands in all texts
   * @param folder for ledgers and what is worth keeping
   */
  public Trial(
      SeparateHouse house,
      Profile profile,
      int rate,
      String name,
      long seed,
      Path folder,
      Consumer<String> say) {
    this.house = house;
    this.profile = profile;
    this.rate = rate;
    this.name = name;
    this.seed = seed;
    this.folder = folder;
    this.say = say;
    this.ledger = ClientLedger.open(folder.resolve("clients.jsonl"));
    try (var reading = new LogReading(house.run().brokers())) {
      this.mark = reading.ends();
      this.earlier = Evidence.requestsBefore(reading, mark);
    }
    this.began = Instant.now();
    this.officer = new CimerOfficer(house.run());
  }

  public SeparateHouse house() {
    return house;
  }

  public Profile profile() {
    return profile;
  }

  /**
   * Operations a second: what belongs to the profile, and no more than the machine is said to take.
   */
  public int perSecond(int ifShort, int ifLong) {
    return Math.min(profile.of(ifShort, ifLong), rate);
  }

  public long seed() {
    return seed;
  }

  /** Random numbers of this trial: the same for the same seed. */
  public Random random() {
    return new Random(seed);
  }

  /** For ledgers and what is worth keeping. */
  public Path folder() {
    return folder;
  }

  public ClientLedger ledger() {
    return ledger;
  }

  /** Where every topic ended when the trial began. */
  public Map<TopicPartition, Long> mark() {
    return mark;
  }

  /** Requests that were on the log before the mark. Late events of theirs may still come. */
  public Set<String> earlier() {
    return earlier;
  }

  /** A topic was deleted and made again: what lies there is all of this trial. */
  public void madeAnew(String topic) {
    mark.keySet().removeIf(partition -> partition.topic().equals(topic));
  }

  /** A line for whoever watches. */
  public void say(String line) {
    say.accept(line);
  }

  /** Clients at all doors begin to knock. */
  public LoadClient load(double perSecond) {
    return load(LoadClient.Settings.allDoors(name, perSecond, seedOfNext()));
  }

  /** Clients begin to knock as they are told; their name has to be {@link #name()}. */
  public LoadClient load(LoadClient.Settings settings) {
    LoadClient client = LoadClient.start(house.run(), ledger, settings);
    clients.add(client);
    return client;
  }

  /** A client that sends only what it is given. */
  public LoadClient client() {
    LoadClient client =
        LoadClient.idle(house.run(), ledger, LoadClient.Settings.allDoors(name, 1, seedOfNext()));
    clients.add(client);
    return client;
  }

  /** Two clients with one seed would use the same keys. */
  private long seedOfNext() {
    return seed + clients.size();
  }

  /** Stands in all texts of this trial, in small letters. */
  public String name() {
    return name;
  }

  /** Notes what was put on a topic to see who refuses it. */
  public void injected(Injected record) {
    injected.add(record);
  }

  /**
   * When everything works again: lets the clients have their answers, waits until the house is at
   * rest, and checks. What takes its time may take so long and no longer.
   *
   * @param patience for the house to finish what it took
   */
  public Verdict check(Duration patience) {
    int left = 0;
    for (LoadClient client : clients) {
      left += client.settle(patience);
    }
    if (left > 0) {
      say(left + " operations still have no answer");
    }
    long end = System.nanoTime() + patience.toNanos();
    Verdict verdict;
    do {
      awaitQuiet(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      verdict =
          Checker.check(
              Evidence.gather(house.run(), ledger.path(), mark, began, earlier, injected),
              List.copyOf(injected));
      if (!verdict.clean()) {
        say("not all is well yet: " + verdict.summary());
      }
    } while (!verdict.clean() && System.nanoTime() < end);
    return verdict;
  }

  /**
   * When everything works again: stops the clients, lets them have their answers, and waits until
   * the house is at rest, which is when nothing is written any more and everything was read.
   *
   * @param patience for the house to finish what it took
   * @return how long that took; empty when the house was not at rest in time
   */
  public Optional<Duration> drain(Duration patience) {
    long began = System.nanoTime();
    for (LoadClient client : clients) {
      client.settle(patience);
    }
    return awaitQuiet(patience.minusNanos(System.nanoTime() - began))
        ? Optional.of(Duration.ofNanos(System.nanoTime() - began))
        : Optional.empty();
  }

  /** Waits until nothing is written and everything was read; false when time was up before. */
  private boolean awaitQuiet(Duration patience) {
    try (var reading = new LogReading(house.run().brokers())) {
      Map<?, ?>[] last = {Map.of()};
      return Waiting.cameTrue(
          patience,
          () -> {
            Map<TopicPartition, Long> ends = reading.ends();
            boolean still = ends.equals(last[0]) && reading.lag().isEmpty();
            last[0] = ends;
            if (!still) {
              Waiting.pause(QUIET);
            }
            return still;
          });
    }
  }

  @Override
  public void close() {
    officer.close();
    clients.forEach(LoadClient::close);
    ledger.close();
  }
}
