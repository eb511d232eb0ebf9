package alo153.notification.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.events.Channel;
import alo153.events.EventId;
import alo153.events.Owner;
import alo153.events.PersonErased;
import alo153.events.RequestEvent;
import alo153.events.RequestId;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import alo153.events.wire.Topics;
import alo153.notification.decide.Samples;
import alo153.transport.InfrastructureException;
import alo153.transport.Origin;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two instances on one store, of which one stands still with half a batch and then goes on. */
@Timeout(60)
class MongoRequestFilesTest {
  private static final RequestId ID = RequestId.random();
  private static final String CONTACT = "contact-A1";
  private static final CitizenContact PHONE =
      Samples.contact(Preferred.SMS, "+905321112233", null, null, null);
  private static final RequestEvent SUBMITTED = Samples.submitted(ID, Channel.WEB, Samples.AT);
  private static final RequestEvent TO_AFAD =
      Samples.assigned(ID, Owner.institution("afad"), Samples.AT.plusSeconds(1));
  private static final RequestEvent TO_SEDAS =
      Samples.assigned(ID, Owner.institution("sedas"), Samples.AT.plusSeconds(2));
  private static final RequestEvent ERASED =
      new PersonErased(
          EventId.derive(PersonErased.TYPE, ID, "e-1"), ID, Samples.AT, List.of(CONTACT));

  private SenderBench bench;

  @BeforeEach
  void start() throws IOException {
    bench = new SenderBench();
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private static Origin at(String topic, long offset) {
    return new Origin(topic, 0, offset, null, Instant.EPOCH);
  }

  private RequestFile load() {
    return bench.files.load(List.of(ID)).get(ID);
  }

  private static boolean read(RequestFile file, long offset, RequestEvent event) {
    boolean fresh = file.reaches(at(Topics.REQUESTS, offset));
    if (fresh) {
      file.read(event);
    }
    return fresh;
  }

  private static void readContact(RequestFile file, long offset) {
    if (file.reaches(at(Topics.PERSONAL, offset))) {
      file.read(CONTACT, PHONE);
    }
  }

  private void save(RequestFile file) {
    bench.files.save(List.of(file));
  }

  private void begin() {
    RequestFile file = load();
    read(file, 0, SUBMITTED);
    save(file);
  }

  @Test
  void whoStoodStillDoesNotPutAnOldOwnerInThePlaceOfTheNewOne() {
    begin();
    RequestFile held = load();
    read(held, 1, TO_AFAD);
    RequestFile current = load();
    read(current, 1, TO_AFAD);
    read(current, 5, TO_SEDAS);
    save(current);

    assertThatThrownBy(() -> save(held)).isInstanceOf(InfrastructureException.class);
    // the batch comes again, and tells nothing new
    RequestFile again = load();
    assertThat(read(again, 1, TO_AFAD)).isFalse();
    save(again);
    assertThat(load().facts().owner()).isEqualTo(Owner.institution("sedas"));
  }

  @Test
  void whoStoodStillDoesNotBringBackTheAddressOfAForgottenPerson() {
    begin();
    RequestFile held = load();
    readContact(held, 1);
    RequestFile current = load();
    readContact(current, 1);
    read(current, 2, ERASED);
    save(current);

    assertThatThrownBy(() -> save(held)).isInstanceOf(InfrastructureException.class);
    RequestFile again = load();
    readContact(again, 1);
    save(again);
    assertThat(load().part(CONTACT)).isNull();
    assertThat(load().erased()).isTrue();
  }

  @Test
  void ofTwoWhoBeginAFileTheSecondReadsItFirst() {
    RequestFile held = load();
    read(held, 0, SUBMITTED);
    begin();
    assertThatThrownBy(() -> save(held)).isInstanceOf(InfrastructureException.class);
  }

  @Test
  void whoStoodStillDoesNotBringBackWhatWasKeptLongEnough() {
    begin();
    RequestFile current = load();
    current.closed(Samples.AT);
    save(current);
    RequestFile held = load();
    readContact(held, 1);
    bench.files.forgetClosedBefore(Samples.AT.plusSeconds(1));
    assertThatThrownBy(() -> save(held)).isInstanceOf(InfrastructureException.class);
    assertThat(load().part(CONTACT)).isNull();
  }

  @Test
  void oneAfterTheOtherNobodyIsInTheWay() {
    begin();
    RequestFile file = load();
    read(file, 1, TO_AFAD);
    readContact(file, 1);
    save(file);
    assertThat(load().facts().owner()).isEqualTo(Owner.institution("afad"));
    assertThat(load().part(CONTACT)).isEqualTo(PHONE);
  }
}
