package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.PersonErased;
import alo153.events.RequestId;
import alo153.events.RequestSubmitted;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.notification.decide.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestFileTest {
  private static final RequestId ID = RequestId.random();

  private static RequestFile submitted() {
    var file = new RequestFile(ID);
    file.read(Samples.submitted(ID, Channel.WEB, Samples.AT));
    return file;
  }

  @Test
  void ofAKeyUsedAgainTheFirstSubmissionCounts() {
    RequestFile file = submitted();
    RequestSubmitted again = Samples.submitted(ID, Channel.WHATSAPP, Samples.AT.plusSeconds(60));
    file.read(again);
    assertThat(file.facts()).isNotNull();
    assertThat(file.facts().channel()).isEqualTo(Channel.WEB);
    assertThat(file.facts().lastInbound()).isNull();
  }

  @Test
  void aPartWithOnlyANoteHasComeAndItsNoteIsNotKept() {
    RequestFile file = submitted();
    file.read("owner-X1", new OwnerWords(null, null, "komşusu Ayşe söyledi"));
    assertThat(file.part("owner-X1")).isEqualTo(new OwnerWords(null, null, null));
  }

  @Test
  void whatIsReadAfterThePersonWasForgottenIsNotKept() {
    RequestFile file = submitted();
    file.read(
        new PersonErased(EventId.derive(PersonErased.TYPE, ID, "e-1"), ID, Samples.AT, List.of()));
    file.read("contact-A1", Samples.contact(Preferred.SMS, "+905321112233", null, null, null));
    file.read("words-A1", new CitizenWords("Çukur", "cukur", null, null, List.of()));
    assertThat(file.part("contact-A1")).isNull();
    assertThat(file.part("words-A1")).isNull();
  }
}
