package alo153.events;

/** The names of the types on the wire. */
final class EventTypes {
  static final EventCases<String> NAMES =
      new EventCases<>() {

        @Override
        public String requestSubmitted(RequestSubmitted event) {
          return RequestSubmitted.TYPE;
        }

        @Override
        public String citizenWrote(CitizenWrote event) {
          return CitizenWrote.TYPE;
        }

        @Override
        public String requestAssigned(RequestAssigned event) {
          return RequestAssigned.TYPE;
        }

        @Override
        public String triageRequested(TriageRequested event) {
          return TriageRequested.TYPE;
        }

        @Override
        public String statusChanged(StatusChanged event) {
          return StatusChanged.TYPE;
        }

        @Override
        public String updateNoted(UpdateNoted event) {
          return UpdateNoted.TYPE;
        }

        @Override
        public String deadlineSet(DeadlineSet event) {
          return DeadlineSet.TYPE;
        }

        @Override
        public String deadlineApproaching(DeadlineApproaching event) {
          return DeadlineApproaching.TYPE;
        }

        @Override
        public String deadlineMissed(DeadlineMissed event) {
          return DeadlineMissed.TYPE;
        }

        @Override
        public String personErased(PersonErased event) {
          return PersonErased.TYPE;
        }

        @Override
        public String messageSent(MessageSent event) {
          return MessageSent.TYPE;
        }

        @Override
        public String messageDelivered(MessageDelivered event) {
          return MessageDelivered.TYPE;
        }

        @Override
        public String messageFailed(MessageFailed event) {
          return MessageFailed.TYPE;
        }
      };

  private EventTypes() {}
}
