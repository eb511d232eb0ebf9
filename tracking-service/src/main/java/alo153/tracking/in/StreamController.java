package alo153.tracking.in;

import alo153.events.Owner;
import alo153.frame.AccessRules.Role;
import alo153.frame.Caller;
import alo153.frame.Stopping;
import alo153.tracking.in.StreamHub.Change;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** Open pages hear what changed. */
@RestController
final class StreamController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final StreamHub hub;
  private final Stopping stopping;

  StreamController(StreamHub hub, Stopping stopping) {
    this.hub = hub;
    this.stopping = stopping;
  }

  @GetMapping(path = "/api/tracking/v1/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      summary = "Changes of cases as server-sent events: ids and versions only",
      description =
          "A heartbeat comment every 15 s. After a break Last-Event-ID continues; the event `reset`"
              + " says that too much happened since and all has to be fetched anew.")
  Flux<ServerSentEvent<Object>> stream(
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastSeen) {
    return Caller.current().flatMapMany(caller -> stream(caller, lastSeen));
  }

  private Flux<ServerSentEvent<Object>> stream(Caller caller, @Nullable String lastSeen) {
    Flux<ServerSentEvent<Object>> changes =
        hub.changes(lastSeen)
            .map(known -> events(known, caller))
            .orElseGet(
                () ->
                    Flux.concat(
                        Flux.just(ServerSentEvent.builder().event("reset").data("{}").build()),
                        events(hub.changes(null).orElseThrow(), caller)));
    return Flux.merge(changes, beats()).takeUntilOther(stopping.begins());
  }

  private static Flux<ServerSentEvent<Object>> beats() {
    return Flux.interval(Duration.ZERO, HEARTBEAT)
        .onBackpressureDrop()
        .map(beat -> ServerSentEvent.builder().comment("beat").build());
  }

  private static Flux<ServerSentEvent<Object>> events(Flux<Change> changes, Caller caller) {
    return changes
        .filter(change -> caller.is(Role.DESK) || isOf(change, caller))
        .map(
            change ->
                ServerSentEvent.<Object>builder(change).id(change.id()).event("case").build());
  }

  /** Whoever has the case hears of it, and whoever has just lost it. */
  private static boolean isOf(Change change, Caller caller) {
    return Stream.of(Optional.ofNullable(change.owner()), Optional.ofNullable(change.formerOwner()))
        .flatMap(Optional::stream)
        .map(Owner::code)
        .anyMatch(code -> caller.department().filter(code::equals).isPresent());
  }
}
