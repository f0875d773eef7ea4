package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.status.Shown.Meaning;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The health script for Argo CD, in every situation. */
class ArgoHealthTest {
  static List<Shown> situations() {
    return Situations.all();
  }

  @ParameterizedTest
  @MethodSource("situations")
  void argoCdShowsWhatTheConditionsMean(Shown shown) {
    assertThat(ArgoHealth.of(shown.md()).status()).isEqualTo(shown.meaning().argo);
  }

  @ParameterizedTest
  @MethodSource("situations")
  void theMessageSaysWhy(Shown shown) {
    assertThat(ArgoHealth.of(shown.md()).message())
        .matches("([A-Z]\\w+: .+|waiting for the operator to see generation [12])");
  }

  @Test
  void everyHealthIsShownBySomeSituation() {
    assertThat(situations()).extracting(Shown::meaning).contains(Meaning.values());
  }

  /** Of a resource whose CRD knew no default yet, or that somebody wiped. */
  @Test
  void withoutAStatusItIsWaitedFor() {
    ModelDeployment md = Scene.of("model: {uri: 'oci://registry.test/a:1'}").observe().primary();
    assertThat(ArgoHealth.of(md).status()).isEqualTo("Progressing");
  }
}
