package alo153.transport;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Something we depend on is not there at the moment: the work is repeated until it is, and no
 * record is blamed.
 */
public class InfrastructureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InfrastructureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether something we depend on is behind a failure: the brokers, the store, the network, an
   * interrupted thread. Of several failures that came together, one is enough.
   */
  public static boolean isBehind(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (Exceptions.isMultiple(e)) {
        return Exceptions.unwrapMultipleExcludingTracebacks(e).stream()
            .anyMatch(InfrastructureException::isBehind);
      }
      if (isOne(e)) {
        return true;
      }
      if (e.getCause() == e) {
        break;
      }
    }
    return false;
  }

  private static boolean isOne(Throwable e) {
    String name = e.getClass().getName();
    return e instanceof InfrastructureException
        || e instanceof IOException
        || e instanceof TimeoutException
        || e instanceof InterruptedException
        || name.startsWith("com.mongodb.")
        || name.startsWith("org.apache.kafka.")
        || name.startsWith("io.netty.")
        || name.startsWith("reactor.");
  }
}
