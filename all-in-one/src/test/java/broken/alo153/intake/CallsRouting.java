package broken.alo153.intake;

import broken.alo153.routing.out.SomeStore;

/** Breaks: a service knows another. */
public record CallsRouting(SomeStore store) {}
