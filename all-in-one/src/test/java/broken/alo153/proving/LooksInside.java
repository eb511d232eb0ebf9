package broken.alo153.proving;

import alo153.transport.EventPublisher;

/** Breaks: the proof uses what only insiders have. */
public record LooksInside(EventPublisher publisher) {}
