package alo153.proving.check;

import alo153.events.Channel;
import alo153.events.MessagePurpose;
import alo153.events.OwnerKind;
import alo153.events.RequestAssigned;
import alo153.events.RequestEvent;
import alo153.events.RequestSubmitted;
import alo153.events.Status;
import alo153.events.StatusChanged;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has to be told to whom after some events, written down a second time. */
final class Due {
  private Due() {}

  /** Names of purposes; CİMER confirms receipt and forwarding itself. */
  static Set<String> of(List<RequestEvent> events) {
    var due = new HashSet<String>();
    boolean cimer = false;
    for (RequestEvent event : events) {
      if (event instanceof RequestSubmitted submitted) {
        cimer = submitted.channel() == Channel.CIMER;
        if (!cimer) {
          due.add(MessagePurpose.RECEIVED.name());
        }
      } else if (event instanceof RequestAssigned assigned
          && assigned.owner().kind() == OwnerKind.INSTITUTION) {
        due.add(MessagePurpose.WORK.name());
        if (!cimer) {
          due.add(MessagePurpose.FORWARDED.name());
        }
      } else if (event instanceof StatusChanged changed && changed.to() == Status.ANSWERED) {
        due.add(MessagePurpose.ANSWERED.name());
      } else if (event instanceof StatusChanged changed && changed.to() == Status.DECLINED) {
        due.add(MessagePurpose.DECLINED.name());
      }
    }
    return due;
  }
}
