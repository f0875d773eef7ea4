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
    var ending = new Ending("RolledBack", "nothing moved for 10m: 0 of 2 pods ready");
    var learned = new Learned(DIGEST, 90_400_000L, true, ending);

    assertThat(Learned.of(record(learned.annotations(Learned.NOTHING)))).isEqualTo(learned);
  }

  @Test
  void whatIsNotKnownIsNotWritten() {
    assertThat(new Learned(DIGEST, null, false, null).annotations(Learned.NOTHING)).hasSize(1);
    assertThat(Learned.of(record(Map.of()))).isEqualTo(Learned.NOTHING);
  }

  /** A status with it would be refused, again and again. */
  @Test
  void whatSomebodyElseWroteThereIsNotBelieved() {
    var ending = new Ending("Aborted", "");
    var annotations = new Learned(DIGEST, 1L, true, ending).annotations(Learned.NOTHING);
    annotations.replaceAll((name, value) -> "x".repeat(500));

    assertThat(Learned.of(record(annotations))).isEqualTo(Learned.NOTHING);
  }

  /** Nothing is taken out of a record. */
  @Test
  void anEndingThatNoLongerCountsIsEmptied() {
    Learned before = learned(new Ending("RolledBack", "it crashed"));
    Learned after = learned(null);
    assertThat(before.isIn(before)).isTrue();
    assertThat(after.isIn(before)).isFalse();

    Learned recorded = Learned.of(record(after.annotations(before)));

    assertThat(recorded).isEqualTo(after);
    assertThat(after.isIn(recorded)).as("once").isTrue();
    assertThat(before.isIn(recorded)).isFalse();
  }

  @Test
  void aLongMessageIsCutWhereACharacterEnds() {
    String message = "ü😀".repeat(200);
    var learned = learned(new Ending("RolledBack", message));

    String kept = learned.ending().message();

    assertThat(kept).isEqualTo("ü😀".repeat(127) + "ü…");
    assertThat(Learned.of(record(learned.annotations(Learned.NOTHING)))).isEqualTo(learned);
  }

  private static Learned learned(Ending ending) {
    return new Learned(null, null, false, ending);
  }

  private static ControllerRevision record(Map<String, String> annotations) {
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }
}
