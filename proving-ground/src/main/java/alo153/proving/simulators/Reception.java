package alo153.proving.simulators;

import alo153.proving.simulators.Misbehaviour.Conduct;
import alo153.proving.simulators.Misbehaviour.Receipts;
import alo153.proving.simulators.ProviderLedger.Call;
import alo153.proving.simulators.ProviderLedger.Entry;
import java.time.Instant;

/** Where every provider takes its calls in: decides how to behave, and writes it down first. */
final class Reception {
  private final ProviderLedger ledger;
  private final Pressure pressure = new Pressure();
  private volatile Misbehaviour misbehaviour = Misbehaviour.NONE;

  Reception(ProviderLedger ledger) {
    this.ledger = ledger;
  }

  void misbehave(Misbehaviour from) {
    misbehaviour = from;
  }

  void limit(Limits limits) {
    pressure.limit(limits);
  }

  /** Judges a call; it is in the ledger when this returns, and then the caller may hear of it. */
  Entry take(Call call) {
    Instant at = Instant.now();
    String violation = pressure.see(at, call.provider(), call.recipient(), call.reference());
    int nth = ledger.nextTry(call.provider(), call.reference());
    Behaviour behaviour = misbehaviour.answer(call.provider(), call.reference(), nth);
    // SMTP has no way to say how long to wait
    if (behaviour == Behaviour.REFUSED_429 && !call.provider().equals("mail")) {
      pressure.askedToWait(
          call.provider(), call.reference(), at.plus(conduct(call.provider()).retryAfter()));
    }
    return ledger.add(call, at, nth, behaviour, violation);
  }

  Conduct conduct(String provider) {
    return misbehaviour.of(provider);
  }

  Receipts receipts(String provider, String reference) {
    return misbehaviour.receipts(provider, reference);
  }

  ProviderLedger ledger() {
    return ledger;
  }
}
