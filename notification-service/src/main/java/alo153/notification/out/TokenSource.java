package alo153.notification.out;

import reactor.core.publisher.Mono;

/** Where a bearer token comes from. */
@FunctionalInterface
interface TokenSource {
  /** A token that is valid for some time yet; fails when there is none to be had. */
  Mono<String> token();
}
