package alo153.notification.decide;

import static alo153.events.MessageChannel.CIMER_EXPORT;
import static alo153.events.MessageChannel.EMAIL;
import static alo153.events.MessageChannel.NONE;
import static alo153.events.MessageChannel.PUSH;
import static alo153.events.MessageChannel.SMS;
import static alo153.events.MessageChannel.WHATSAPP;
import static org.assertj.core.api.Assertions.assertThat;

import alo153.events.Channel;
import alo153.events.personal.CitizenContact;
import alo153.events.personal.CitizenContact.Preferred;
import org.junit.jupiter.api.Test;

class ChannelChoiceTest {
  private static final String MOBILE = "+905321112233";
  private static final String LAND_LINE = "+902642223344";

  private static CitizenContact all(Preferred preferred) {
    return Samples.contact(preferred, MOBILE, "ayse@example.org", "905321112233", "token-1");
  }

  @Test
  void theDoorDecides() {
    CitizenContact all = all(Preferred.SAME_DOOR);
    assertThat(ChannelChoice.order(Channel.MAIL, all)).startsWith(EMAIL);
    assertThat(ChannelChoice.order(Channel.WHATSAPP, all)).containsExactly(WHATSAPP, SMS, EMAIL);
    assertThat(ChannelChoice.order(Channel.PHONE, all)).containsExactly(SMS, EMAIL);
    assertThat(ChannelChoice.order(Channel.WEB, all)).containsExactly(SMS, EMAIL);
    assertThat(ChannelChoice.order(Channel.MOBILE, all)).containsExactly(PUSH, SMS, EMAIL);
  }

  @Test
  void cimerIsAnsweredInCimerWhateverElseIsThere() {
    assertThat(ChannelChoice.order(Channel.CIMER, all(Preferred.SMS)))
        .containsExactly(CIMER_EXPORT);
    assertThat(ChannelChoice.order(Channel.CIMER, null)).containsExactly(CIMER_EXPORT);
  }

  @Test
  void whatThePersonPrefersComesFirstWhereItsAddressIsThere() {
    assertThat(ChannelChoice.order(Channel.WEB, all(Preferred.EMAIL))).containsExactly(EMAIL, SMS);
    assertThat(
            ChannelChoice.order(
                Channel.WEB, Samples.contact(Preferred.EMAIL, MOBILE, null, null, null)))
        .containsExactly(SMS);
  }

  @Test
  void withoutADeviceTheAppUserGetsAText() {
    assertThat(
            ChannelChoice.order(
                Channel.MOBILE, Samples.contact(Preferred.SAME_DOOR, MOBILE, null, null, null)))
        .containsExactly(SMS);
  }

  @Test
  void aLandLineGetsNoText() {
    assertThat(
            ChannelChoice.order(
                Channel.PHONE, Samples.contact(Preferred.SAME_DOOR, LAND_LINE, null, null, null)))
        .containsExactly(NONE);
    assertThat(
            ChannelChoice.order(
                Channel.PHONE,
                Samples.contact(Preferred.SAME_DOOR, LAND_LINE, "a@example.org", null, null)))
        .containsExactly(EMAIL);
  }

  @Test
  void nobodyIsWrittenToWhoDoesNotWantItOrLeftNothing() {
    assertThat(ChannelChoice.order(Channel.WEB, all(Preferred.NONE))).containsExactly(NONE);
    assertThat(ChannelChoice.order(Channel.WEB, null)).containsExactly(NONE);
  }

  @Test
  void aStepTakesTheNextChannelUntilThereIsNone() {
    CitizenContact all = all(Preferred.SAME_DOOR);
    assertThat(ChannelChoice.atStep(Channel.WHATSAPP, all, 0)).isEqualTo(WHATSAPP);
    assertThat(ChannelChoice.atStep(Channel.WHATSAPP, all, 1)).isEqualTo(SMS);
    assertThat(ChannelChoice.atStep(Channel.WHATSAPP, all, 2)).isEqualTo(EMAIL);
    assertThat(ChannelChoice.atStep(Channel.WHATSAPP, all, 3)).isNull();
  }
}
