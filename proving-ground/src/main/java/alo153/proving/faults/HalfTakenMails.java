package alo153.proving.faults;

import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Trial;
import alo153.proving.check.LogReading;
import alo153.proving.check.Verdict;
import alo153.proving.house.Edge;
import alo153.proving.house.Part;
import alo153.proving.house.SeparateHouse;
import alo153.proving.house.Waiting;
import alo153.proving.load.Answer;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import alo153.proving.network.Condition;
import alo153.proving.simulators.ProviderLedger;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * F15: all instances of intake, which look into one mailbox, are killed while they have a mail in
 * their hands: fetched and not on the log yet, or on the log and not marked yet. Machines write as
 * well, and answer whatever they are sent.
 */
final class HalfTakenMails implements Fault {
  private static final Duration WINDOW = Duration.ofSeconds(25);
  private static final Duration DRAIN = Duration.ofSeconds(90);
  private static final int MOST_ROUNDS_A_KILL = 3;
  private static final int MOST_LATE_ANSWERS = 4;

  /** Where the mail is when its reader dies. */
  private enum Moment {
    /** The log is out of reach: the mail was read, and nothing of it can be written. */
    FETCHED(Edge.INTAKE_BROKER, Condition.blackhole()),
    /** The log has it, and the way back to its reader is long. */
    PRODUCED(
        Edge.INTAKE_BROKER, Condition.latency(Duration.ofMillis(500), Duration.ofMillis(50), 15)),
    /** The log has said so, and the way back to the mailbox is long. */
    FLAGGING(
        Edge.INTAKE_IMAP, Condition.latency(Duration.ofMillis(500), Duration.ofMillis(100), 15));

    private final Edge edge;
    private final Condition weather;

    Moment(Edge edge, Condition weather) {
      this.edge = edge;
      this.weather = weather;
    }
  }

  @Override
  public String id() {
    return "F15";
  }

  @Override
  public String title() {
    return "kill -9 between fetch, produce and flag of a mail";
  }

  @Override
  public String bar() {
    return "≥ 50 kills in the middle of a mail: each mail exactly one request, 0 reply loops";
  }

  @Override
  public Measured run(Trial trial) throws MessagingException {
    int wanted = trial.profile().of(3, 50);
    try (var reading = new LogReading(trial.house().run().brokers())) {
      var post = new Post(trial);
      Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
      int killed = 0;
      int rounds = 0;
      while (killed < wanted && rounds < wanted * MOST_ROUNDS_A_KILL) {
        Moment moment = Moment.values()[rounds % Moment.values().length];
        int hit = round(trial, reading, post, moment);
        rounds++;
        killed += hit;
        kills.merge(moment, hit, Integer::sum);
        trial.say("%d killed with a mail %s (%d of %d)".formatted(hit, moment, killed, wanted));
      }
      trial.house().awaitAllReady();
      post.awaitTaken(DRAIN);
      Verdict verdict = trial.check(DRAIN);
      int late = 0;
      while (post.answerAll() && late < MOST_LATE_ANSWERS) {
        // what was said at the end was answered by a machine as well
        late++;
        post.awaitTaken(DRAIN);
        verdict = trial.check(DRAIN);
      }
      long asMessages =
          events(reading, trial.mark()).stream()
              .filter(CitizenWrote.class::isInstance)
              .map(CitizenWrote.class::cast)
              .filter(wrote -> wrote.channel() == Channel.MAIL)
              .count();
      return new Measured.Notes()
          .figure("%d kills %s in %d rounds", killed, kills, rounds)
          .figure("%d mails of citizens, %d of machines", post.citizens, post.machines)
          .figure("%d answers of answering machines", post.answered.size())
          .hold(
              late < MOST_LATE_ANSWERS, "the desk and a machine do not stop writing to each other")
          .hold(killed >= wanted, "only %d kills fell into the middle of a mail", killed)
          .hold(post.toMachines() == 0, "%d mails went to machines", post.toMachines())
          .hold(asMessages == 0, "%d mails of machines became messages", asMessages)
          .hold(!post.answered.isEmpty(), "no answering machine had anything to answer")
          .verdict(verdict)
          .measured();
    }
  }

  /**
   * One mail, and the end of everybody who has it in hand.
   *
   * @return how many instances died in the middle of it
   */
  private static int round(Trial trial, LogReading reading, Post post, Moment moment)
      throws MessagingException {
    SeparateHouse house = trial.house();
    house.awaitAllReady();
    post.awaitTaken(DRAIN);
    List<SeparateHouse.Instance> readers =
        house.alive().stream().filter(one -> one.part() == Part.INTAKE).toList();
    Map<TopicPartition, Long> before = reading.ends();
    house.weather(moment.edge, moment.weather);
    int hit;
    try {
      long fetchedBefore = fetched(house);
      Operation mail = post.citizen(true);
      // each has it in hand: read once by everybody, or twice on the log
      Waiting.cameTrue(
          WINDOW,
          () ->
              moment == Moment.FETCHED
                  ? fetched(house) - fetchedBefore >= (long) readers.size() * Letters.weight()
                  : onTheLog(reading, before) >= 1);
      for (SeparateHouse.Instance reader : readers) {
        house.instance(reader.part(), reader.number()).kill();
      }
      boolean marked = !post.box.waiting().contains(mail.key());
      int written = onTheLog(reading, before);
      long read = (fetched(house) - fetchedBefore) / Letters.weight();
      hit =
          marked
              ? 0
              : moment == Moment.FETCHED
                  ? written > 0 ? 0 : (int) Math.min(read, readers.size())
                  : Math.min(written, readers.size());
    } finally {
      house.weather(moment.edge, Condition.CLEAR);
    }
    post.everybody();
    for (SeparateHouse.Instance reader : readers) {
      house.start(reader.part(), reader.number());
    }
    return hit;
  }

  private static long fetched(SeparateHouse house) {
    return house.proxies(Edge.INTAKE_IMAP).get(0).counts().bytesFromTarget();
  }

  /** How often submissions by mail were written since, the same one counted again. */
  private static int onTheLog(LogReading reading, Map<TopicPartition, Long> since) {
    return (int)
        events(reading, since).stream()
            .filter(RequestSubmitted.class::isInstance)
            .map(RequestSubmitted.class::cast)
            .filter(submitted -> submitted.channel() == Channel.MAIL)
            .count();
  }

  private static List<RequestEvent> events(LogReading reading, Map<TopicPartition, Long> since) {
    return reading.read(since, Topics.REQUESTS::equals).stream()
        .map(record -> Codec.readEvent(record.value()))
        .toList();
  }

  /** Who writes to the desk, and who answers by itself what the desk sends. */
  private static final class Post {
    private final Trial trial;
    private final LoadClient client;
    private final Letters letters;
    private final DeskMailbox box;
    private final Map<String, Boolean> answering = new HashMap<>();
    private final Set<String> answered = new HashSet<>();
    private int ledgerFrom;
    private int citizens;
    private int machines;

    Post(Trial trial) {
      this.trial = trial;
      this.client = trial.client();
      this.letters = new Letters(trial.house().run());
      this.box = new DeskMailbox(trial.house().run());
      this.ledgerFrom = trial.house().world().providers().all().size();
    }

    /** A citizen's mail, in the ledger; every other citizen has an answering machine. */
    Operation citizen(boolean heavy) throws MessagingException {
      Operation mail = client.operation(Door.MAIL);
      trial.ledger().asked(mail).join();
      letters.send(mail, heavy);
      trial.ledger().told(mail, new Answer(Answer.Outcome.OK, 250, null, "", null)).join();
      citizens++;
      if (citizens % 2 == 0) {
        answering.put(Letters.citizen(mail), citizens % 4 == 0);
      }
      return mail;
    }

    /** Two citizens and a machine of each kind. */
    void everybody() throws MessagingException {
      citizen(false);
      citizen(false);
      for (Letters.Machine machine : Letters.MACHINES) {
        letters.send(
            machine, machine.name() + "-" + trial.seed() + "-" + machines + "@example.org");
        machines++;
      }
    }

    /** Lets the answering machines answer, until nothing is left to be taken or answered. */
    void awaitTaken(Duration patience) throws MessagingException {
      var failures = new ArrayList<MessagingException>();
      Waiting.cameTrue(
          patience,
          () -> {
            try {
              return !answerAll() && box.waiting().isEmpty();
            } catch (MessagingException e) {
              failures.add(e);
              return true;
            }
          });
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
    }

    private boolean answerAll() throws MessagingException {
      List<ProviderLedger.Entry> news = trial.house().world().providers().from(ledgerFrom);
      ledgerFrom += news.size();
      boolean some = false;
      for (ProviderLedger.Entry entry : news) {
        Boolean marked = answering.get(entry.recipient());
        if (entry.provider().equals("mail") && entry.taken() && marked != null) {
          String id = "cevap-" + answered.size() + "-" + trial.seed() + "@example.org";
          letters.answer(entry.recipient(), entry.key(), marked, id);
          answered.add(id);
          some = true;
        }
      }
      return some;
    }

    /** Mails of ours that went to a machine. */
    long toMachines() {
      Set<String> addresses = new HashSet<>();
      Letters.MACHINES.forEach(machine -> addresses.add(machine.address()));
      return trial.house().world().providers().all().stream()
          .filter(entry -> entry.provider().equals("mail"))
          .filter(entry -> addresses.contains(entry.recipient()))
          .count();
    }
  }
}
