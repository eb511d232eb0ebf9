package broken.alo153.routing.decide;

import broken.alo153.routing.out.SomeStore;

/** Breaks: what decides knows a store. */
public record DecidesWithTheStore(SomeStore store) {}
