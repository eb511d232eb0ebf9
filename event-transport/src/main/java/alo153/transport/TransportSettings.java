package alo153.transport;

import alo153.events.wire.Service;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service reaches the log.
 *
 * @param service whose log access this is
 * @param bootstrapServers the brokers
 * @param masterKeyFile the key set that seals personal parts; made at first start if its folder is
 *     writable
 * @param partitions of every topic, fixed at creation
 * @param replicationFactor of every topic; 1 for a single broker, 3 in production
 * @param maxBlock how long a send may wait for metadata or buffer space
 * @param requestTimeout how long a broker may take to answer one request
 * @param deliveryTimeout how long an acknowledgement may take in all; then the publish has failed
 * @param topicWait how long a start waits for the brokers to make the topics
 */
@ConfigurationProperties("alo153.transport")
@Validated
public record TransportSettings(
    @NotNull Service service,
    @DefaultValue("127.0.0.1:8158") @NotBlank String bootstrapServers,
    @DefaultValue(".alo153/master.key") @NotNull Path masterKeyFile,
    @DefaultValue("12") @Min(1) int partitions,
    @DefaultValue("1") @Min(1) short replicationFactor,
    @DefaultValue("1s") @NotNull Duration maxBlock,
    @DefaultValue("1500ms") @NotNull Duration requestTimeout,
    @DefaultValue("2500ms") @NotNull Duration deliveryTimeout,
    @DefaultValue("90s") @NotNull Duration topicWait) {}
