package broken.alo153.gateway;

import alo153.events.RequestId;

/** Breaks: the gateway knows a module. */
public record KnowsTheLanguage(RequestId id) {}
