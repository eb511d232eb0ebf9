package alo153.notification.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class LedgerStateTest {

  @Test
  void everyStateCanBeReached() {
    var reached = EnumSet.of(LedgerState.PLANNED);
    var open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (LedgerState next : open.pop().next()) {
        if (reached.add(next)) {
          open.add(next);
        }
      }
    }
    assertThat(reached).containsExactlyInAnyOrder(LedgerState.values());
  }

  @Test
  void proofIsNeverTakenBack() {
    assertThat(LedgerState.DELIVERED.next()).containsExactly(LedgerState.READ);
    assertThat(LedgerState.READ.next()).isEmpty();
  }

  @Test
  void aReceiptMayOvertakeTheAnswerAndComeAfterWeGaveUp() {
    assertThat(LedgerState.DELIVERED.before())
        .contains(
            LedgerState.SENDING,
            LedgerState.SENT,
            LedgerState.MAYBE_SENT,
            LedgerState.RETRY_AT,
            LedgerState.FAILED)
        .doesNotContain(LedgerState.READ, LedgerState.SUPPRESSED);
  }

  @Test
  void nothingForgottenIsSent() {
    assertThat(LedgerState.SUPPRESSED.next()).isEmpty();
  }
}
