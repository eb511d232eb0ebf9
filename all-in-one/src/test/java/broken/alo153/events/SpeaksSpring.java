package broken.alo153.events;

import org.springframework.core.env.Environment;

/** Breaks: the language needs a framework. */
public record SpeaksSpring(Environment environment) {}
