package alo153.proving.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import alo153.proving.Run;
import alo153.proving.check.Injected;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Puts poison on topics, and notes exactly where it lies. */
final class Syringe implements AutoCloseable {
  /** The broker counts what it is sent; what is larger goes in packed. */
  private static final int PACKED_FROM = 1024 * 1024;

  private static final int LARGEST = 16 * 1024 * 1024;

  private final Run run;
  private final Random random;
  private final Consumer<Injected> told;
  private final Producer<byte[], byte[]> plain;
  private final Producer<byte[], byte[]> packing;

  /**
   * @param random chooses the partition of what has no key
   * @param told learns of what was injected
   */
  Syringe(Run run, Random random, Consumer<Injected> told) {
    this.run = run;
    this.random = random;
    this.told = told;
    this.plain = producer("none");
    this.packing = producer("gzip");
  }

  private Producer<byte[], byte[]> producer(String compression) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            run.brokers(),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            LARGEST,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            compression,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ByteArraySerializer.class));
  }

  /** Puts it there and tells the checker. */
  Injected inject(Poison one) {
    RecordMetadata lies = send(one);
    var injected =
        new Injected(
            one.kind(),
            lies.topic(),
            lies.partition(),
            lies.offset(),
            one.key(),
            one.value(),
            one.boxes());
    told.accept(injected);
    return injected;
  }

  /** Puts it there; the checker takes it for what it says. */
  RecordMetadata send(Poison one) {
    boolean large = one.value() != null && one.value().length > PACKED_FROM;
    Producer<byte[], byte[]> producer = large ? packing : plain;
    var record =
        new ProducerRecord<>(
            one.topic(),
            partition(one, producer.partitionsFor(one.topic()).size()),
            one.key(),
            one.value());
    one.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    try {
      return producer.send(record).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "\"" + one.kind() + "\" could not be put on " + one.topic(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** That of the request its key names, as everybody's does; any one for those without a key. */
  private int partition(Poison one, int partitions) {
    if (one.key() == null) {
      return random.nextInt(partitions);
    }
    byte[] request = new String(one.key(), UTF_8).replaceAll("(?s)/.*", "").getBytes(UTF_8);
    return (Utils.toPositive(Utils.murmur2(request)) + (one.astray() ? 1 : 0)) % partitions;
  }

  @Override
  public void close() {
    plain.close(Duration.ofSeconds(2));
    packing.close(Duration.ofSeconds(2));
  }
}
