package dev.fairlead.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Observation;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private final Scene scene = Scene.of("model: {uri: 'oci://registry.test/models/minilm:1'}\n");
  private final String revision = scene.record();

  /** It asks for another number of pods than the one that the plan's number was made from. */
  @Test
  void aDeploymentWithALaterSpecThanThePlanWasMadeFromHasMoved() {
    assertThat(Applier.hasMoved(seen(4L), deployment(revision, 5L))).isTrue();
  }

  @Test
  void oneWhosePodsGotReadyMeanwhileHasNot() {
    Deployment later =
        new DeploymentBuilder(deployment(revision, 4L))
            .editMetadata()
            .withResourceVersion("900")
            .endMetadata()
            .withNewStatus()
            .withReadyReplicas(1)
            .endStatus()
            .build();

    assertThat(Applier.hasMoved(seen(4L), later)).isFalse();
  }

  /** Whose it is, and whether it may be written at all, is asked then. */
  @Test
  void whatThePlanKnewNothingOfHasNot() {
    Observation seen = seen(4L);

    assertThat(Applier.hasMoved(seen, deployment("foreign", 1L))).isFalse();
    assertThat(
            Applier.hasMoved(
                seen,
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName(revision)
                    .withGeneration(1L)
                    .endMetadata()
                    .build()))
        .isFalse();
  }

  private Observation seen(long generation) {
    return scene
        .deployment(
            revision,
            1,
            d ->
                new DeploymentBuilder(d)
                    .editMetadata()
                    .withGeneration(generation)
                    .endMetadata()
                    .build())
        .observe();
  }

  private static Deployment deployment(String name, long generation) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withGeneration(generation)
        .endMetadata()
        .build();
  }
}
