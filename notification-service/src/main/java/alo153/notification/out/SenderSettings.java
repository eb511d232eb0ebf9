package alo153.notification.out;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How messages are taken from the ledger and sent.
 *
 * @param reserve how long a planned message is left to the instance that planned it
 * @param lease how long a try may take before another instance believes its sender dead; longer
 *     than any provider's timeout
 * @param sweep the shortest time between two looks into the ledger; the longer a look takes, the
 *     rarer it is
 * @param queue how many messages a provider's queue holds in memory; the rest waits in the ledger
 * @param doubt how long after a try without an answer a message that must arrive is sent again,
 *     where that may double it
 * @param breakerOpen how long a provider that fails is left alone
 * @param stoppedFor how long an account is left alone that a person must repair
 * @param retention how long addresses and words are kept after a request was closed; an objection
 *     after that can still be read by code, but nobody is written to
 * @param quietFrom when telephones stop ringing; the same as {@code quietTo} for never
 * @param quietTo when they may ring again
 * @param trackingPage what the tracking code is appended to in messages
 */
@ConfigurationProperties("alo153.notification.sender")
@Validated
public record SenderSettings(
    @DefaultValue("15s") @NotNull Duration reserve,
    @DefaultValue("60s") @NotNull Duration lease,
    @DefaultValue("100ms") @NotNull Duration sweep,
    @DefaultValue("20000") @Min(1) int queue,
    @DefaultValue("60s") @NotNull Duration doubt,
    @DefaultValue("5s") @NotNull Duration breakerOpen,
    @DefaultValue("60s") @NotNull Duration stoppedFor,
    @DefaultValue("180d") @NotNull Duration retention,
    @DefaultValue("00:00") @NotNull LocalTime quietFrom,
    @DefaultValue("00:00") @NotNull LocalTime quietTo,
    @DefaultValue("http://127.0.0.1:8153/takip/") @NotNull URI trackingPage) {}
