package alo153.notification.out;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Rows waiting for their moment, each once. Only a shortcut: the ledger has them all. */
final class DueQueue {
  private record Ticket(Row row, Instant ready, long order) {}

  private final Clock clock;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Ticket> tickets =
      new PriorityQueue<>(Comparator.comparing(Ticket::ready).thenComparingLong(Ticket::order));
  private final Map<String, Ticket> byId = new HashMap<>();
  private long order;

  DueQueue(Clock clock, int capacity) {
    this.clock = clock;
    this.capacity = capacity;
  }

  /**
   * @return false when the queue is full; a row already waiting is replaced by its newer form
   */
  boolean offer(Row row, Instant ready) {
    lock.lock();
    try {
      Ticket before = byId.get(row.id());
      if (before == null && byId.size() >= capacity) {
        return false;
      }
      if (before != null) {
        tickets.remove(before);
      }
      var ticket = new Ticket(row, ready, before == null ? order++ : before.order());
      tickets.add(ticket);
      byId.put(row.id(), ticket);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Rows whose moment has come, in its order; empty when none came within the wait. */
  List<Row> take(int most, Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        Instant now = clock.instant();
        Ticket first = tickets.peek();
        if (first != null && !first.ready().isAfter(now)) {
          return drain(most, now);
        }
        if (nanos <= 0) {
          return List.of();
        }
        long untilFirst =
            first == null ? nanos : Math.max(1, Duration.between(now, first.ready()).toNanos());
        long waited = Math.min(nanos, untilFirst);
        nanos -= waited - Math.max(0, changed.awaitNanos(waited));
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Row> drain(int most, Instant now) {
    var rows = new ArrayList<Row>(Math.min(most, tickets.size()));
    while (rows.size() < most) {
      Ticket first = tickets.peek();
      if (first == null || first.ready().isAfter(now)) {
        break;
      }
      tickets.remove();
      byId.remove(first.row().id());
      rows.add(first.row());
    }
    return rows;
  }

  int size() {
    lock.lock();
    try {
      return byId.size();
    } finally {
      lock.unlock();
    }
  }
}
