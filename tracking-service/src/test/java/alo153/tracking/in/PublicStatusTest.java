package alo153.tracking.in;

import static alo153.tracking.decide.Cases.T0;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.city.CityPack;
import alo153.events.Actor;
import alo153.events.Outcome;
import alo153.events.Status;
import alo153.events.StatusChanged;
import alo153.events.personal.OwnerWords;
import alo153.events.personal.PersonalKey;
import alo153.tracking.decide.CaseFile;
import alo153.tracking.decide.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicStatusTest {
  private static final CityNames NAMES = new CityNames(CityPack.load(null));

  private static CaseFile answered() {
    CaseFile file = Cases.at(Status.IN_PROGRESS);
    StatusChanged answer =
        Cases.changed(file.requestId(), Status.IN_PROGRESS, Status.ANSWERED, Actor.DESK, "x", T0);
    return file.read(answer)
        .readPart(PersonalKey.ownerWords(answer.id()), new OwnerWords("Kapatıldı.", null, null));
  }

  @Test
  void anAnsweredRequestShowsItsOutcomeAndAnswer() {
    PublicStatus shown = PublicStatus.of(answered(), NAMES);
    assertThat(shown.outcome()).isEqualTo(Outcome.DONE);
    assertThat(shown.answer().text()).isEqualTo("Kapatıldı.");
  }

  @ParameterizedTest
  @EnumSource(names = {"OBJECTED", "IN_PROGRESS"})
  void whatIsTakenUpAgainIsNotDone(Status again) {
    CaseFile file = answered();
    PublicStatus shown =
        PublicStatus.of(
            file.read(
                Cases.changed(
                    file.requestId(), Status.ANSWERED, again, Actor.DESK, "y", T0.plusSeconds(1))),
            NAMES);
    assertThat(shown.outcome()).isNull();
    assertThat(shown.outcomeText()).isNull();
    assertThat(shown.answer()).isNull();
  }
}
