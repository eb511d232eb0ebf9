package alo153.proving.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.events.EventId;
import alo153.events.OwnerCode;
import alo153.events.RequestId;
import alo153.events.wire.Codec;
import alo153.events.wire.Topics;
import alo153.events.wire.UnreadableRecordException;
import alo153.events.work.CitizenAdded;
import alo153.events.work.DepartmentUpdate;
import alo153.events.work.WorkAssigned;
import alo153.events.work.WorkRecord;
import alo153.events.work.WorkTaken;
import alo153.proving.simulators.DepartmentLedger.Acknowledged;
import alo153.proving.simulators.DepartmentLedger.Entry;
import alo153.proving.simulators.DepartmentLedger.Lost;
import alo153.proving.simulators.DepartmentLedger.Sent;
import alo153.proving.simulators.DepartmentLedger.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People of all departments: they read their own topics and reply on {@code alo153.updates} with
 * nothing but Kafka and JSON. They outlive the log's absences, and go on after a restart with what
 * their ledger says is not done.
 */
final class DepartmentWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DepartmentWorkers.class);
  private static final String FEEDS = "alo153.department.";
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProducer<byte[], byte[]> repeater;
  private final ScheduledThreadPoolExecutor people =
      new ScheduledThreadPoolExecutor(8, new ThreadPoolExecutor.DiscardPolicy());
  private final Thread reader = new Thread(this::read, "department-workers");
  private final DepartmentLedger ledger;
  private final Map<EventId, Job> jobs = new ConcurrentHashMap<>();
  private final AtomicInteger repetitions = new AtomicInteger();
  private volatile Workload workload;
  private volatile Set<OwnerCode> known = Set.of();
  private volatile boolean caughtUp;
  private volatile boolean closed;

  DepartmentWorkers(String brokers, DepartmentLedger ledger, Workload workload) {
    this.ledger = ledger;
    this.workload = workload;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "simulated-departments",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                5000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500));
    producer = producer(brokers);
    repeater = producer(brokers);
  }

  private static KafkaProducer<byte[], byte[]> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.ACKS_CONFIG,
            "all",
            // with the log away it holds one of the people; they try again by themselves
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            2_000,
            // a department's answer waits as long as the house is away
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE));
  }

  void start() {
    unfinished().forEach(this::begin);
    consumer.subscribe(Pattern.compile(Pattern.quote(FEEDS) + ".*"));
    reader.start();
  }

  /** Work given from now on is done so. */
  void work(Workload by) {
    workload = by;
  }

  /** Whether all feeds are read and everything that was to be said about them is in the log. */
  boolean idle() {
    return caughtUp && jobs.isEmpty() && repetitions.get() == 0;
  }

  /** What an earlier run took and did not bring to its end. */
  private List<Job> unfinished() {
    Map<EventId, Taken> open = new LinkedHashMap<>();
    Set<String> said = new HashSet<>();
    for (Entry entry : ledger.all()) {
      if (entry instanceof Taken work) {
        open.put(work.id(), work);
      } else if (entry instanceof Lost lost) {
        open.remove(lost.id());
      } else if (entry instanceof Acknowledged acknowledged) {
        said.add(acknowledged.updateId());
      }
    }
    var unfinished = new ArrayList<Job>();
    for (Taken work : open.values()) {
      Job job = job(work, 0);
      int done = 0;
      while (done < job.steps.size() && said.contains(job.updateId(done))) {
        done++;
      }
      if (done < job.steps.size()) {
        unfinished.add(job(work, done));
      }
    }
    return unfinished;
  }

  private Job job(Taken work, int done) {
    return new Job(work, workload.plan(work.id().value(), work.hop(), work.objection()), done);
  }

  private void read() {
    try {
      while (!closed) {
        try {
          var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
          consumer.poll(Duration.ofMillis(500)).forEach(records::add);
          // offsets are committed by a later poll, so after the ledger has the work
          take(records);
          look();
        } catch (WakeupException e) {
          LOG.debug("the workers go home", e);
        } catch (KafkaException e) {
          LOG.warn("the feeds can not be read now: {}", e.toString());
          LockSupport.parkNanos(AGAIN.toNanos());
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }

  private void look() {
    boolean all = !consumer.assignment().isEmpty();
    var departments = new TreeSet<OwnerCode>();
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(partition);
      all &= lag.isPresent() && lag.getAsLong() == 0;
      departments.add(new OwnerCode(partition.topic().substring(FEEDS.length())));
    }
    known = Set.copyOf(departments);
    caughtUp = all;
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<EventId, Taken> work = new LinkedHashMap<>();
    var lost = new ArrayList<WorkTaken>();
    var added = new ArrayList<CitizenAdded>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() == null) {
        continue;
      }
      try {
        WorkRecord line = Codec.readWork(record.value());
        if (line instanceof WorkAssigned assigned && !ledger.has(assigned.id())) {
          work.put(
              assigned.id(),
              new Taken(
                  Instant.now(),
                  assigned.id(),
                  assigned.requestId(),
                  assigned.department(),
                  assigned.hop(),
                  assigned.objection()));
        } else if (line instanceof WorkTaken taken) {
          lost.add(taken);
        } else if (line instanceof CitizenAdded more) {
          added.add(more);
        }
      } catch (UnreadableRecordException e) {
        LOG.error("a line of a department's feed is not readable", e);
      }
    }
    if (!work.isEmpty()) {
      caughtUp = false;
      ledger.add(List.copyOf(work.values()));
      work.values().forEach(taken -> begin(job(taken, 0)));
    }
    lost.forEach(this::lose);
    added.forEach(more -> heard(more.requestId()));
  }

  private void begin(Job job) {
    jobs.put(job.work.id(), job);
    schedule(job, job.next());
  }

  private void schedule(Job job, int step) {
    Duration pause = workload.before(job.updateId(step), job.afterQuestion(step));
    people.schedule(audible(() -> say(job, step)), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An executor keeps what went wrong to itself. */
  private Runnable audible(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.error("a department's work has stopped", e);
        }
      }
    };
  }

  private void lose(WorkTaken taken) {
    for (Job job : List.copyOf(jobs.values())) {
      if (job.work.requestId().equals(taken.requestId())
          && job.work.department().equals(taken.department())) {
        job.end();
        jobs.remove(job.work.id());
        ledger.add(
            List.of(
                new Lost(
                    Instant.now(), job.work.id(), job.work.requestId(), job.work.department())));
      }
    }
  }

  /** The citizen wrote: who waits for it goes on. */
  private void heard(RequestId request) {
    for (Job job : jobs.values()) {
      int step = job.next();
      if (job.work.requestId().equals(request)
          && step < job.steps.size()
          && job.afterQuestion(step)) {
        people.execute(audible(() -> say(job, step)));
      }
    }
  }

  private void say(Job job, int step) {
    if (job.begin(step)) {
      DepartmentUpdate update = job.update(step, another(job.work.department()));
      if (workload.twice(update.updateId())) {
        repetitions.incrementAndGet();
        people.execute(audible(() -> send(repeater, job, update, repetitions::decrementAndGet)));
      }
      send(producer, job, update, () -> next(job, step + 1));
    }
  }

  private void next(Job job, int step) {
    if (step < job.steps.size()) {
      schedule(job, step);
    } else {
      jobs.remove(job.work.id());
    }
  }

  private @Nullable OwnerCode another(OwnerCode department) {
    return known.stream()
        .sorted()
        .filter(code -> code.compareTo(department) > 0)
        .findFirst()
        .orElseGet(
            () ->
                known.stream()
                    .sorted()
                    .filter(c -> !c.equals(department))
                    .findFirst()
                    .orElse(null));
  }

  /** Hands an update to the log until the log has it. */
  private void send(
      KafkaProducer<byte[], byte[]> by, Job job, DepartmentUpdate update, Runnable then) {
    Taken work = job.work;
    ledger.add(
        List.of(
            new Sent(
                Instant.now(),
                update.updateId(),
                work.id(),
                work.requestId(),
                work.department(),
                Objects.requireNonNull(update.status()))));
    by.send(
        new ProducerRecord<>(
            Topics.UPDATES, work.requestId().value().getBytes(UTF_8), Codec.write(update)),
        (metadata, failure) -> {
          // the producer's own thread must not wait for the disk
          if (failure == null) {
            people.execute(audible(() -> acknowledged(work, update, metadata.offset(), then)));
          } else if (!closed) {
            LOG.debug("an update of {} is sent again: {}", work.department(), failure.toString());
            people.schedule(
                audible(() -> send(by, job, update, then)),
                AGAIN.toMillis(),
                TimeUnit.MILLISECONDS);
          }
        });
  }

  private void acknowledged(Taken work, DepartmentUpdate update, long offset, Runnable then) {
    ledger.add(
        List.of(new Acknowledged(Instant.now(), update.updateId(), work.requestId(), offset)));
    then.run();
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    people.shutdownNow();
    try {
      reader.join(3000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
    repeater.close(Duration.ofSeconds(2));
  }
}
