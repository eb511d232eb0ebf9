package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.CityPack;
import alo153.events.Channel;
import alo153.events.CitizenWrote;
import alo153.events.MessageChannel;
import alo153.events.Owner;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.Status;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.personal.CitizenWords;
import alo153.events.personal.OwnerWords;
import alo153.notification.decide.MessagePlanner;
import alo153.notification.decide.Samples;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterWriterTest {
  private static final RequestId ID = RequestId.random();
  private static final CitizenContact CONTACT =
      Samples.contact(
          Preferred.SAME_DOOR, "+905321112233", "ayse@example.org", "905321112233", null);

  private final CityWords city = new CityWords(CityPack.load(null), null);
  private final LetterWriter writer =
      new LetterWriter(
          city, city, SenderBench.SETTINGS, 3, Clock.fixed(Samples.AT, ZoneOffset.UTC));

  private static RequestFile file(Channel door) {
    var file = new RequestFile(ID);
    file.read(Samples.submitted(ID, door, Samples.AT));
    file.read("contact-A1", CONTACT);
    file.read("words-A1", new CitizenWords("Lamba yanmıyor", "lamba", null, null, List.of()));
    return file;
  }

  private Prepared prepare(RequestFile file, RequestEvent event, MessageChannel channel) {
    file.read(event);
    var message = MessagePlanner.plan(event, file.facts()).get(0);
    return writer.prepare(Row.planned(message, channel, Samples.AT), file);
  }

  private Letter letter(RequestFile file, RequestEvent event, MessageChannel channel) {
    Prepared prepared = prepare(file, event, channel);
    assertThat(prepared).isInstanceOf(Prepared.Ready.class);
    return ((Prepared.Ready) prepared).letter();
  }

  @Test
  void anInstitutionGetsNoKeyToTheCitizensPage() {
    var assigned = Samples.assigned(ID, Owner.institution("afad"), Samples.AT);
    Letter letter = letter(file(Channel.WEB), assigned, MessageChannel.EMAIL);
    assertThat(letter.text())
        .contains("Lamba yanmıyor", "SONUÇ: YAPILDI")
        .doesNotContain("/takip/", "sonradan");
  }

  @Test
  void whatTheCitizenWroteLaterStandsBesideTheFirstWords() {
    RequestFile file = file(Channel.WEB);
    file.read(Samples.assigned(ID, Owner.institution("afad"), Samples.AT));
    CitizenWrote objection = Samples.wrote(ID, CitizenWrote.Purpose.OBJECTION, Samples.AT);
    assertThat(prepare(file, objection, MessageChannel.EMAIL)).isInstanceOf(Prepared.NotYet.class);
    file.read(
        objection.parts().get(0),
        new CitizenWords("Hâlâ karanlık", "hala karanlik", null, null, List.of()));
    Letter letter = letter(file, objection, MessageChannel.EMAIL);
    assertThat(letter.text()).contains("Lamba yanmıyor", "sonradan yazdığı:\nHâlâ karanlık");
    assertThat(letter.data()).containsEntry("added", "Hâlâ karanlık");
  }

  @Test
  void aCimerCaseWithoutANumberIsListedAllTheSame() {
    RequestFile file = file(Channel.CIMER);
    var answered = Samples.changed(ID, Status.ANSWERED, Samples.AT);
    file.read(answered.parts().get(0), new OwnerWords("Onarıldı", null, null));
    assertThat(letter(file, answered, MessageChannel.CIMER_EXPORT).to()).isEmpty();
  }

  @Test
  void aLongAnswerByWhatsAppKeepsItsLink() {
    RequestFile file = file(Channel.WHATSAPP);
    var answered = Samples.changed(ID, Status.ANSWERED, Samples.AT);
    file.read(answered.parts().get(0), new OwnerWords("çok uzun ".repeat(1000), null, null));
    Letter letter = letter(file, answered, MessageChannel.WHATSAPP);
    assertThat(letter.text())
        .hasSizeLessThanOrEqualTo(WhatsAppCloud.MOST_CHARACTERS)
        .endsWith("/takip/" + ID.trackingCode());
  }

  @Test
  void aReasonThePackDoesNotKnowIsNotAnEmptyLine() {
    RequestFile file = file(Channel.WEB);
    var declined = Samples.changed(ID, Status.DECLINED, Samples.AT, "no-such-reason");
    file.read(declined.parts().get(0), new OwnerWords("Konu yargıda.", null, null));
    assertThat(letter(file, declined, MessageChannel.EMAIL).text())
        .contains("Konu yargıda.")
        .doesNotContain("Neden");
  }

  @Test
  void aLateAnswerNamesTheDayItWasDue() {
    assertThat(
            letter(
                    file(Channel.WEB),
                    Samples.missed(ID, "answer", Samples.AT),
                    MessageChannel.EMAIL)
                .text())
        .contains("23 Kasım 2026");
  }
}
