package alo153.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison("cases");

  @Test
  void theOrderOfDocumentsDoesNotMatter() {
    IntStream.range(0, 100).forEach(i -> comparison.live("r" + i, "content " + i));
    IntStream.range(0, 100).forEach(i -> comparison.rebuilt("r" + (99 - i), "content " + (99 - i)));
    Comparison.Outcome outcome = comparison.outcome();
    assertThat(outcome.equal()).isTrue();
    assertThat(outcome.documents()).isEqualTo(100);
    assertThat(outcome.liveHash()).isEqualTo(outcome.rebuiltHash()).hasSize(64);
  }

  @Test
  void contentsThatChangedPlacesAreNotTheSame() {
    comparison.live("a", "1");
    comparison.live("b", "2");
    comparison.rebuilt("a", "2");
    comparison.rebuilt("b", "1");
    Comparison.Outcome outcome = comparison.outcome();
    assertThat(outcome.equal()).isFalse();
    assertThat(outcome.liveHash()).isNotEqualTo(outcome.rebuiltHash());
    assertThat(outcome.differing()).containsExactly("a", "b");
  }

  @Test
  void aDocumentOnOneSideOnlyDiffers() {
    comparison.live("lost", "1");
    comparison.rebuilt("invented", "1");
    assertThat(comparison.differing()).containsExactly("invented", "lost");
    assertThat(comparison.outcome().documents()).isEqualTo(1);
  }

  @Test
  void theLastWordAboutADocumentCounts() {
    comparison.live("a", "old");
    comparison.rebuilt("a", "new");
    comparison.live("a", "new");
    comparison.live("gone", "1");
    comparison.rebuilt("gone", null);
    comparison.live("gone", null);
    assertThat(comparison.outcome().equal()).isTrue();
    assertThat(comparison.outcome().documents()).isEqualTo(1);
  }
}
