package alo153.proving.sabotage;

import alo153.transport.EventPublisher;
import alo153.transport.Outgoing;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;

/** Code that is copied into the publisher; it runs there, not here. */
final class AckBeforeSend {
  private AckBeforeSend() {}

  /** The records are on their way; nobody waits for what becomes of them. */
  static final class Publish {
    private Publish() {}

    @Advice.OnMethodExit
    static void publish(@Advice.Return(readOnly = false) CompletableFuture<Void> acknowledged) {
      acknowledged = CompletableFuture.completedFuture(null);
    }
  }

  /** The same for who would wait: instead of the method's own body. */
  static final class PublishAndWait {
    private PublishAndWait() {}

    // the signature names no class of the product: the product's loader has them, not this one's
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    @SuppressWarnings("unchecked")
    static boolean publishAndWait(
        @Advice.This Object publisher, @Advice.Argument(0) List<?> records) {
      ((EventPublisher) publisher).publish((List<Outgoing>) records);
      return true;
    }
  }
}
