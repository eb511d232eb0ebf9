package alo153.intake.in.phone;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Exchanges that can not sign what they send get an address with a secret in it.
 *
 * @param verimorSecret last part of the address given to Verimor, at least 128 bits; empty closes
 *     it
 * @param netgsmSecret the same for Netgsm
 */
@ConfigurationProperties("alo153.intake.phone")
public record PhoneSettings(
    @DefaultValue("") String verimorSecret, @DefaultValue("") String netgsmSecret) {}
