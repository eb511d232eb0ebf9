package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.proving.Run;
import alo153.proving.chaos.Fault;
import alo153.proving.chaos.Measured;
import alo153.proving.chaos.Trial;
import alo153.proving.check.Verdict;
import alo153.proving.house.Part;
import alo153.proving.house.Waiting;
import alo153.proving.load.Answer;
import alo153.proving.load.ClientLedger;
import alo153.proving.load.Door;
import alo153.proving.load.LoadClient;
import alo153.proving.load.Operation;
import alo153.proving.simulators.OutgoingCalls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * F14: Meta delivers every message ten times, in any order, several in one call, from many senders;
 * an instance of the intake is killed meanwhile; and somebody else tries to speak for Meta.
 */
final class ShuffledWebhooks implements Fault {
  private static final int TIMES = 10;
  private static final int SENDERS = 8;
  private static final int MOST_IN_A_CALL = 8;
  private static final Duration DRAIN = Duration.ofSeconds(90);

  @Override
  public String id() {
    return "F14";
  }

  @Override
  public String title() {
    return "webhooks ten times, shuffled";
  }

  @Override
  public String bar() {
    return "5,000 webhooks delivered 10 times, shuffled, with a kill: exactly 5,000 requests; forged"
        + " ones: 0 accepted";
  }

  @Override
  public Measured run(Trial trial) throws ExecutionException, InterruptedException {
    Random random = trial.random();
    LoadClient client = trial.client();
    int wanted = trial.profile().of(80, 5000);
    var deliveries = new ArrayList<Operation>();
    for (int i = 0; i < wanted; i++) {
      deliveries.addAll(Collections.nCopies(TIMES, client.operation(Door.WHATSAPP)));
    }
    Collections.shuffle(deliveries, random);
    List<List<Operation>> calls = calls(deliveries, random);
    var done = new AtomicInteger();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    int repeated = 0;
    int accepted;
    int forged;
    try (var meta = new Meta(trial.house().run(), trial.ledger())) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (List<Operation> call : calls) {
        tasks.add(
            () -> {
              int again = meta.deliver(call);
              if (done.incrementAndGet() % Math.max(1, calls.size() / 5) == 0) {
                trial.say("%d of %d calls were answered".formatted(done.get(), calls.size()));
              }
              return again;
            });
      }
      List<Future<Integer>> answers = tasks.stream().map(senders::submit).toList();
      Waiting.until(
          Duration.ofMinutes(10),
          () -> done.get() >= calls.size() / 2,
          () -> "only " + done.get() + " of " + calls.size() + " calls were answered");
      trial.house().instance(Part.INTAKE, 1).kill();
      trial.house().start(Part.INTAKE, 1);
      trial.say("intake-service-1 was killed and starts again");
      List<Operation> others = new ArrayList<>();
      for (int i = 0; i < 4 * Meta.FORGERIES; i++) {
        others.add(client.operation(Door.WHATSAPP));
      }
      forged = others.size();
      accepted = meta.forge(others, calls.get(0));
      for (Future<Integer> answer : answers) {
        repeated += answer.get();
      }
    } finally {
      senders.shutdownNow();
    }
    trial.house().awaitAllReady();
    Verdict verdict = trial.check(DRAIN);
    long requests = verdict.totals().getOrDefault("requests", 0L);
    return new Measured.Notes()
        .figure(
            "%d messages × %d in %d calls, %d calls asked to come again",
            wanted, TIMES, calls.size(), repeated)
        .figure("%d requests", requests)
        .figure("%d of %d forged calls accepted", accepted, forged)
        .hold(requests == wanted, "%d requests of %d messages", requests, wanted)
        .hold(accepted == 0, "%d forged calls were accepted", accepted)
        .verdict(verdict)
        .measured();
  }

  private static List<List<Operation>> calls(List<Operation> deliveries, Random random) {
    var calls = new ArrayList<List<Operation>>();
    for (int at = 0; at < deliveries.size(); ) {
      int to = Math.min(deliveries.size(), at + 1 + random.nextInt(MOST_IN_A_CALL));
      calls.add(List.copyOf(deliveries.subList(at, to)));
      at = to;
    }
    return calls;
  }

  /** Meta, and somebody who would like to be. */
  private static final class Meta implements AutoCloseable {
    static final int FORGERIES = 9;
    private static final int TRIES = 60;
    private static final String SIGNATURE = "X-Hub-Signature-256";

    private final Run run;
    private final ClientLedger ledger;
    private final OutgoingCalls meta;
    private final Instant began = Instant.now();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    Meta(Run run, ClientLedger ledger) {
      this.run = run;
      this.ledger = ledger;
      this.meta = new OutgoingCalls(run);
    }

    /**
     * Delivers one call until it is taken, as Meta does.
     *
     * @return how often it had to be repeated
     */
    int deliver(List<Operation> call) throws InterruptedException {
      OutgoingCalls.Signed signed = signed(call);
      for (int again = 0; again < TRIES; again++) {
        for (Operation one : call) {
          ledger.asked(one).join();
        }
        int status = post(signed.body(), signed.headers());
        Answer answer =
            new Answer(
                status == 200 ? Answer.Outcome.OK : Answer.Outcome.UNKNOWN, status, null, "", null);
        for (Operation one : call) {
          ledger.told(one, answer).join();
        }
        if (status == 200) {
          return again;
        }
        Waiting.pause(Duration.ofSeconds(1));
      }
      throw new IllegalStateException("a call was not taken in " + TRIES + " tries");
    }

    /**
     * Tries to speak for Meta.
     *
     * @param others what it would like to have taken
     * @param seen a call of Meta's, whose signature it has seen
     * @return how many calls were accepted
     */
    int forge(List<Operation> others, List<Operation> seen) throws InterruptedException {
      String replayed = String.valueOf(signed(seen).headers().get(SIGNATURE));
      int accepted = 0;
      for (int i = 0; i < others.size(); i++) {
        Operation other = others.get(i);
        OutgoingCalls.Signed signed = signed(List.of(other));
        String own = String.valueOf(signed.headers().get(SIGNATURE));
        byte[] body = signed.body();
        var headers = new HashMap<>(signed.headers());
        switch (i % FORGERIES) {
          case 0 -> headers.remove(SIGNATURE);
          case 1 -> headers.put(SIGNATURE, replayed);
          case 2 -> headers.put(SIGNATURE, "sha256=");
          case 3 -> headers.put(SIGNATURE, "sha256=" + "0".repeat(64));
          case 4 -> headers.put(SIGNATURE, own.replace("sha256=", "sha1="));
          case 5 -> headers.put(SIGNATURE, own.substring(0, own.length() - 2));
          case 6 -> headers.put(SIGNATURE, flipped(own));
          case 7 -> headers.put(SIGNATURE, replayed + "," + own.substring(0, 20));
          default -> body = (new String(body, UTF_8) + " ").getBytes(UTF_8);
        }
        ledger.asked(other).join();
        int status = post(body, headers);
        boolean taken = status / 100 == 2;
        accepted += taken ? 1 : 0;
        Answer.Outcome outcome =
            taken
                ? Answer.Outcome.OK
                : status / 100 == 4 ? Answer.Outcome.REFUSED : Answer.Outcome.UNKNOWN;
        ledger.told(other, new Answer(outcome, status, null, "forged", null)).join();
      }
      return accepted;
    }

    private static String flipped(String signature) {
      char last = signature.charAt(signature.length() - 1);
      return signature.substring(0, signature.length() - 1) + (last == '0' ? '1' : '0');
    }

    private OutgoingCalls.Signed signed(List<Operation> call) {
      var contacts = new ArrayList<Map<String, Object>>();
      var messages = new ArrayList<Map<String, Object>>();
      for (Operation one : call) {
        String from = one.phone().substring(1);
        contacts.add(Map.of("profile", Map.of("name", "Deneme"), "wa_id", from, "user_id", from));
        messages.add(
            Map.of(
                "from",
                from,
                "id",
                one.key(),
                "timestamp",
                Long.toString(began.getEpochSecond()),
                "type",
                "text",
                "text",
                Map.of("body", one.text())));
      }
      return meta.signed(
          OutgoingCalls.envelope(
              "153153153153153", Map.of("contacts", contacts, "messages", messages)));
    }

    /** The status; 0 when nobody answered. */
    private int post(byte[] body, Map<String, String> headers) throws InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(run.gateway("/api/intake/whatsapp"))
              .timeout(Duration.ofSeconds(12))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      try {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (IOException e) {
        return 0; // cut off or late: Meta does not know, and comes again
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
