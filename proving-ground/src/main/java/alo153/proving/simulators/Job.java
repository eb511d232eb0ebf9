package alo153.proving.simulators;

import alo153.events.Outcome;
import alo153.events.OwnerCode;
import alo153.events.OwnerKind;
import alo153.events.Status;
import alo153.events.work.DepartmentUpdate;
import alo153.proving.simulators.DepartmentLedger.Taken;
import alo153.proving.simulators.Workload.Step;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of work and how far a department is with it. */
final class Job {
  final Taken work;
  final List<Step> steps;
  private int begun;
  private boolean over;

  Job(Taken work, List<Step> steps, int done) {
    this.work = work;
    this.steps = steps;
    this.begun = done;
  }

  /** Whoever gets true does the step; a step is done by one. */
  synchronized boolean begin(int step) {
    if (over || step != begun) {
      return false;
    }
    begun++;
    return true;
  }

  /** Nothing more is begun. */
  synchronized void end() {
    over = true;
  }

  synchronized int next() {
    return begun;
  }

  String updateId(int step) {
    return work.id() + "-" + steps.get(step).what();
  }

  boolean afterQuestion(int step) {
    return step > 0 && steps.get(step - 1).status() == Status.WAITING_FOR_CITIZEN;
  }

  /**
   * @param other a department that may be named as the right one; null when none is known
   */
  DepartmentUpdate update(int step, @Nullable OwnerCode other) {
    Status status = steps.get(step).status();
    return new DepartmentUpdate(
        updateId(step),
        work.requestId(),
        work.id(),
        work.department(),
        OwnerKind.DEPARTMENT,
        status,
        status == Status.ANSWERED ? Outcome.DONE : null,
        switch (status) {
          case ANSWERED ->
              "Ekibimiz bildirdiğiniz konuyu yerinde inceledi ve gereğini yaptı. İlginiz için teşekkür ederiz.";
          case DECLINED -> "Talebiniz incelendi; bu yıl programımızda yer almıyor.";
          case SUBMITTED,
              IN_TRIAGE,
              ASSIGNED,
              ACCEPTED,
              IN_PROGRESS,
              PLANNED,
              WAITING_FOR_CITIZEN,
              FORWARDED,
              REFUSED,
              CLOSED,
              OBJECTED,
              WITHDRAWN,
              MERGED ->
              null;
        },
        status == Status.WAITING_FOR_CITIZEN ? "Bina numarasını da yazar mısınız?" : null,
        null,
        status == Status.REFUSED || status == Status.DECLINED ? "NOT_OURS" : null,
        status == Status.REFUSED ? other : null,
        status == Status.PLANNED ? LocalDate.now(ProviderLedger.TURKEY).plusDays(3) : null,
        null,
        Instant.now());
  }
}
