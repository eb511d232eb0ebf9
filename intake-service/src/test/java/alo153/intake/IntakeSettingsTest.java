package alo153.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import alo153.intake.in.cimer.CimerSettings;
import alo153.intake.in.phone.PhoneSettings;
import alo153.intake.out.FileSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class IntakeSettingsTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";

  @Test
  void allDoorsAnswerWithinThreeSeconds() {
    var settings = bind("alo153.intake", IntakeSettings.class, Map.of("alo153.intake.id-key", KEY));
    assertThat(settings.patience()).isLessThan(Duration.ofSeconds(3));
    assertThat(settings.idKeyBytes()).hasSize(16);
    assertThat(settings.city()).isNull();
  }

  @Test
  void anIdKeyThatIsNoneStopsTheStartWithASentence() {
    for (String key : new String[] {"c2hvcnQ=", "not base 64!"}) {
      assertThatThrownBy(
              () ->
                  bind("alo153.intake", IntakeSettings.class, Map.of("alo153.intake.id-key", key)))
          .hasStackTraceContaining("ALO153_ID_KEY");
    }
  }

  @Test
  void anExchangesDoorIsClosedUntilItHasASecret() {
    var settings =
        Binder.get(new org.springframework.mock.env.MockEnvironment())
            .bindOrCreate("alo153.intake.phone", PhoneSettings.class);
    assertThat(settings.verimorSecret()).isEmpty();
    assertThat(settings.netgsmSecret()).isEmpty();
  }

  @Test
  void filesHaveTenMegabytesAtMostAndAreNoPrograms() {
    var settings =
        Binder.get(new org.springframework.mock.env.MockEnvironment())
            .bindOrCreate("alo153.intake.files", FileSettings.class);
    assertThat(settings.maxSize()).isEqualTo(DataSize.ofMegabytes(10));
    assertThat(settings.orphansAfter()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.mediaTypes())
        .contains("image/jpeg", "application/pdf")
        .noneMatch(type -> type.contains("html") || type.contains("svg") || type.contains("zip"));
  }

  @Test
  void anImportHasFiveThousandRowsAtMost() {
    var settings =
        Binder.get(new org.springframework.mock.env.MockEnvironment())
            .bindOrCreate("alo153.intake.cimer", CimerSettings.class);
    assertThat(settings.maxRows()).isEqualTo(5000);
  }

  private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties)).bind(prefix, type).get();
  }
}
