package alo153.proving.faults;

import alo153.proving.house.Health;
import alo153.proving.house.SeparateHouse;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks every second whether all instances say that they take work. */
final class ReadinessWatch implements AutoCloseable {
  private final SeparateHouse house;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger notReady = new AtomicInteger();
  private final Set<String> who = new ConcurrentSkipListSet<>();

  ReadinessWatch(SeparateHouse house) {
    this.house = house;
    rounds.scheduleWithFixedDelay(this::round, 0, 1, TimeUnit.SECONDS);
  }

  private void round() {
    for (SeparateHouse.Instance one : house.alive()) {
      looks.incrementAndGet();
      if (!Health.ready(house.addresses().of(one.part(), one.number()))) {
        notReady.incrementAndGet();
        who.add(one.toString());
      }
    }
  }

  /** How often an instance was asked. */
  int looks() {
    return looks.get();
  }

  /** How often one did not say yes. */
  int notReady() {
    return notReady.get();
  }

  /** Who did not. */
  Set<String> who() {
    return Set.copyOf(who);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
