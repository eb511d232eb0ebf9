package alo153.intake.out;

import alo153.events.RequestId;
import reactor.core.publisher.Mono;

/**
 * Something the intake keeps that leads to the person behind a request. Every bean of this type is
 * asked to forget when the log says so.
 */
@FunctionalInterface
public interface PersonalTrace {
  /** Completes when nothing of the person behind the request is left here; again is harmless. */
  Mono<Void> forget(RequestId requestId);
}
