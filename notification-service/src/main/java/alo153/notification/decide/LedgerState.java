package alo153.notification.decide;

import java.util.EnumSet;
import java.util.Set;

/** Where a message stands. The table of steps is here, once, as data. */
public enum LedgerState {
  /** Somebody must get it; nothing was tried. */
  PLANNED,
  /** A try is under way, or was when its sender died. */
  SENDING,
  /** The provider took it. */
  SENT,
  DELIVERED,
  READ,
  /** The provider did not answer, and nobody can know. */
  MAYBE_SENT,
  /** A try failed; the next has its time. */
  RETRY_AT,
  /** It will not arrive by this channel. */
  FAILED,
  /** It must not be sent any more: the person was forgotten. */
  SUPPRESSED;

  /**
   * What may follow. Receipts may come before the provider's answer, out of order and after we gave
   * up; a message never falls back from what was proved.
   */
  public Set<LedgerState> next() {
    return switch (this) {
      case PLANNED -> EnumSet.of(SENDING, SENT, FAILED, SUPPRESSED);
      case SENDING ->
          EnumSet.of(SENDING, SENT, DELIVERED, READ, MAYBE_SENT, RETRY_AT, FAILED, SUPPRESSED);
      case RETRY_AT -> EnumSet.of(SENDING, SENT, DELIVERED, READ, MAYBE_SENT, FAILED, SUPPRESSED);
      case MAYBE_SENT -> EnumSet.of(SENDING, SENT, DELIVERED, READ, RETRY_AT, FAILED, SUPPRESSED);
      case SENT -> EnumSet.of(DELIVERED, READ, RETRY_AT, FAILED);
      case FAILED -> EnumSet.of(DELIVERED, READ);
      case DELIVERED -> EnumSet.of(READ);
      case READ, SUPPRESSED -> EnumSet.noneOf(LedgerState.class);
    };
  }

  /** From where this state can be reached. */
  public Set<LedgerState> before() {
    var before = EnumSet.noneOf(LedgerState.class);
    for (LedgerState state : values()) {
      if (state.next().contains(this)) {
        before.add(state);
      }
    }
    return before;
  }

  /** Whether a sender still has something to do. */
  public boolean open() {
    return switch (this) {
      case PLANNED, SENDING, RETRY_AT -> true;
      case SENT, DELIVERED, READ, MAYBE_SENT, FAILED, SUPPRESSED -> false;
    };
  }
}
