package broken.alo153.intake;

import org.apache.kafka.clients.producer.Producer;

/** Breaks: goes to the brokers by itself. */
public record ProducesByItself(Producer<byte[], byte[]> producer) {}
