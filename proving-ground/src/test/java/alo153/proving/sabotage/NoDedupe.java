package alo153.proving.sabotage;

import alo153.events.RequestId;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Code that is copied into what knows repetitions; it runs there, not here. */
final class NoDedupe {
  private NoDedupe() {}

  /** The same key gives another request each time. */
  static final class Derive {
    private Derive() {}

    @Advice.OnMethodExit
    static void derive(
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object requestId) {
      requestId = RequestId.random();
    }
  }

  /** No event was applied before. */
  static final class Knows {
    private Knows() {}

    @Advice.OnMethodExit
    static void knows(@Advice.Return(readOnly = false) boolean known) {
      known = false;
    }
  }
}
