package alo153.frame;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a service's API document introduces it.
 *
 * @param title empty leaves what the document says itself
 * @param description what it is for, and what a client has to know
 */
@ConfigurationProperties("alo153.api")
record ApiSettings(@DefaultValue("") String title, @DefaultValue("") String description) {}
