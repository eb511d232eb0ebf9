package alo153.routing.in;

import alo153.events.RequestId;
import alo153.events.TriageRequested;
import alo153.frame.MongoStandstill;
import alo153.routing.RoutingSettings;
import alo153.routing.decide.RequestState;
import alo153.routing.out.ActiveRules;
import alo153.routing.out.MongoDecisions;
import alo153.routing.out.MongoWords;
import alo153.routing.out.RoutingMeters;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What is done now and then. A chore that fails because the store is away is done next time. */
@Component
class Chores {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
  private static final int AT_ONCE = 500;

  private final MongoDecisions decisions;
  private final MongoWords words;
  private final MongoStandstill standstill;
  private final ActiveRules rules;
  private final RoutingMeters meters;
  private final RoutingSettings settings;
  private final Clock clock;
  private volatile boolean prepared;

  Chores(
      MongoDecisions decisions,
      MongoWords words,
      MongoStandstill standstill,
      ActiveRules rules,
      RoutingMeters meters,
      RoutingSettings settings,
      Clock clock) {
    this.decisions = decisions;
    this.words = words;
    this.standstill = standstill;
    this.rules = rules;
    this.meters = meters;
    this.settings = settings;
    this.clock = clock;
  }

  /** Sees what another instance put into force. */
  @Scheduled(fixedDelayString = "${alo153.routing.rules-refresh:5s}")
  void lookForNewRules() {
    quietly("looking for new rules", rules::look);
  }

  /** Counts what waits for a person. */
  @Scheduled(fixedDelayString = "10s")
  void countOpenQuestions() {
    quietly(
        "counting open questions",
        () -> {
          if (!prepared) {
            decisions.prepare();
            prepared = true;
          }
          for (TriageRequested.Queue queue : TriageRequested.Queue.values()) {
            meters.open(queue, decisions.countOpen(queue));
          }
        });
  }

  /** Words are not kept longer than the request needs them. */
  @Scheduled(initialDelayString = "1m", fixedDelayString = "1h")
  void dropWordsOfEndedRequests() {
    quietly(
        "dropping words of ended requests",
        () -> {
          List<RequestState> ended;
          do {
            ended =
                decisions.endedBefore(clock.instant().minus(settings.wordsKeptAfterEnd()), AT_ONCE);
            if (!ended.isEmpty()) {
              List<RequestId> ids = ended.stream().map(RequestState::requestId).toList();
              standstill.write(
                  () -> {
                    words.dropAllOf(ids);
                    decisions.wordsGone(ids);
                    return ids;
                  });
              LOG.info("words of {} ended requests are gone", ended.size());
            }
          } while (ended.size() == AT_ONCE);
        });
  }

  private static void quietly(String what, Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed and is tried again: {}", what, e.toString());
    }
  }
}
