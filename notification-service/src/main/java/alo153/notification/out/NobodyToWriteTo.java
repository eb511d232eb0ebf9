package alo153.notification.out;

import alo153.events.MessageChannel;
import alo153.notification.out.SendOutcome.Taken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** For people who left no address: the answer lies where their code leads. */
final class NobodyToWriteTo implements Provider {
  @Override
  public String account() {
    return "none";
  }

  @Override
  public MessageChannel channel() {
    return MessageChannel.NONE;
  }

  @Override
  public Repeat repeat() {
    return Repeat.SAME_KEY;
  }

  @Override
  public boolean givesReceipts() {
    return false;
  }

  @Override
  public ProviderLimits limits() {
    return new ProviderLimits(128, 0, Duration.ofSeconds(1));
  }

  @Override
  public CompletableFuture<SendOutcome> send(Letter letter) {
    return CompletableFuture.completedFuture(new Taken(null));
  }
}
