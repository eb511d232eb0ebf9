package alo153.proving.sabotage;

import java.lang.reflect.Method;
import net.bytebuddy.asm.Advice;

/** Code that is copied into the batch rule; it runs there, not here. */
final class EarlyCommit {
  private EarlyCommit() {}

  /** Returns at once, so that the container commits; the work comes later. */
  static final class HandleBatch {
    private HandleBatch() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean handleBatch(
        @Advice.Origin Method method,
        @Advice.This Object rule,
        @Advice.AllArguments Object[] arguments) {
      return Later.takes(method, rule, arguments);
    }
  }
}
