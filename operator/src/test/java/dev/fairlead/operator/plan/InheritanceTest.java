package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Authorities;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.status.StatusFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  private static final ResolvePods OF_THE_SITE =
      ResolvePods.of(
          "{\"podLabels\": {\"owner\": \"of-the-site\"}, \"podAnnotations\": {\"by\": \"of-the-site\"}}");

  private static final String ROUTE = "route: {parentRefs: [{name: public}]}\n";

  private static final String CANARY =
      "refresh: canary\nrollout: {strategy: Canary, canary: {steps: [{weight: 20}]}}\n";

  @Test
  void noChildHasALabelOrAnAnnotationOfTheModelDeployment() {
    assertThat(children())
        .extracting(child -> child.getKind() + " " + child.getMetadata().getName())
        .contains(
            "Service minilm",
            "Service minilm-candidate",
            "PodDisruptionBudget minilm",
            "HTTPRoute minilm",
            "ConfigMap minilm-live",
            "ConfigMap minilm-trusted-cas");
    assertThat(children())
        .extracting(HasMetadata::getKind)
        .contains("ControllerRevision", "Deployment", "Job");
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

  @Test
  void whatTheSiteAsksOfJobsIsOnThemAlone() {
    for (HasMetadata child : children()) {
      if (child instanceof Job job) {
        assertThat(job.getMetadata().getLabels()).containsEntry("owner", "of-the-site");
        ObjectMeta pods = job.getSpec().getTemplate().getMetadata();
        assertThat(pods.getLabels()).containsEntry("owner", "of-the-site");
        assertThat(pods.getAnnotations()).containsEntry("by", "of-the-site");
      } else {
        assertThat(Serialization.asYaml(child)).doesNotContain("of-the-site");
      }
    }
  }

  /** Of every kind. */
  private static List<HasMetadata> children() {
    return Stream.of(marked(SPEC).unresolved(), marked(SPEC + ROUTE).gatewayApi(), canary())
        .flatMap(scene -> scene.plan().apply().stream())
        .toList();
  }

  private static Scene marked(String spec) {
    Scene scene = Scene.of(spec);
    ObjectMeta metadata = scene.observe().primary().getMetadata();
    metadata.setLabels(MARKS);
    metadata.setAnnotations(NOTES);
    return scene.site(
        site -> new Site(Sites.with(OF_THE_SITE).pods(), Authorities.ONE, true, null));
  }

  /** One version serves, and the next one is to have a share. */
  private static Scene canary() {
    Scene scene = marked(SPEC);
    String first = scene.record();
    scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
    scene.previous(StatusFactory.of(scene.situation(new Answer.Reached())));
    scene.edit(SPEC + CANARY).record();
    return scene;
  }
}
