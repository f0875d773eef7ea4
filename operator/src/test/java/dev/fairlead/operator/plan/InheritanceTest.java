package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is written on a ModelDeployment stays there: a tool that marks what it has applied would
 * otherwise take the children for its own, and prune them.
 */
class InheritanceTest {
  private static final Map<String, String> MARKS =
      Map.of(
          "app.kubernetes.io/instance", "my-shop",
          "kustomize.toolkit.fluxcd.io/name", "my-shop",
          "team", "my-shop");

  private static final Map<String, String> NOTES =
      Map.of(
          "argocd.argoproj.io/tracking-id", "my-shop:serving.fairlead.dev/ModelDeployment:demo/m",
          "kubectl.kubernetes.io/last-applied-configuration", "{\"my-shop\": 1}");

  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      template: {metadata: {labels: {tier: gold}, annotations: {note: asked-for}}}
      """;

  @Test
  void noChildHasALabelOrAnAnnotationOfTheModelDeployment() {
    assertThat(children())
        .extracting(HasMetadata::getKind)
        .contains("ControllerRevision", "Service", "Deployment", "PodDisruptionBudget");
    assertThat(children())
        .allSatisfy(child -> assertThat(Serialization.asYaml(child)).doesNotContain("my-shop"));
  }

  @Test
  void whatTheTemplateAsksForIsOnThePodsAlone() {
    for (HasMetadata child : children()) {
      assertThat(Serialization.asYaml(child.getMetadata())).doesNotContain("gold", "asked-for");
      if (child instanceof Deployment deployment) {
        ObjectMeta pods = deployment.getSpec().getTemplate().getMetadata();
        assertThat(pods.getLabels()).containsEntry("tier", "gold");
        assertThat(pods.getAnnotations()).containsExactly(Map.entry("note", "asked-for"));
      } else if (!(child instanceof ControllerRevision)) {
        assertThat(Serialization.asYaml(child)).doesNotContain("gold", "asked-for");
      }
    }
  }

  private static List<HasMetadata> children() {
    Scene scene = Scene.of(SPEC);
    ObjectMeta metadata = scene.observe().primary().getMetadata();
    metadata.setLabels(MARKS);
    metadata.setAnnotations(NOTES);
    return scene.plan().apply();
  }
}
