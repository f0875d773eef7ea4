package dev.fairlead.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedTest {
  private static final String DIGEST = "sha256:" + "2".repeat(64);

  @Test
  void whatIsWrittenIsRead() {
    var learned = new Learned(DIGEST, 90_400_000L, true);

    assertThat(Learned.of(record(learned.annotations()))).isEqualTo(learned);
  }

  @Test
  void whatIsNotKnownIsNotWritten() {
    assertThat(new Learned(DIGEST, null, false).annotations()).hasSize(1);
    assertThat(Learned.of(record(Map.of()))).isEqualTo(Learned.NOTHING);
  }

  /** A status with it would be refused, again and again. */
  @Test
  void whatSomebodyElseWroteThereIsNotBelieved() {
    var annotations = new Learned(DIGEST, 1L, true).annotations();
    annotations.replaceAll((name, value) -> "x".repeat(500));

    assertThat(Learned.of(record(annotations))).isEqualTo(Learned.NOTHING);
  }

  private static ControllerRevision record(Map<String, String> annotations) {
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }
}
