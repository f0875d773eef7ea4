package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The NetworkPolicy of the page about security is for the pods that there are. */
class EgressTest {
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";

  private static final String TEMPLATE =
      "template: {metadata: {labels: {app.kubernetes.io/managed-by: me}}}\n";

  @Test
  void itHoldsPodsOfModelsAndOfJobs() throws IOException {
    assertThat(ofModel()).containsAllEntriesOf(held());
    assertThat(ofJob()).containsAllEntriesOf(held());
  }

  @Test
  void itLetsThemReachPodsOfModelsOnly() throws IOException {
    assertThat(policy().getSpec().getEgress())
        .flatExtracting(rule -> rule.getTo())
        .filteredOn(peer -> peer.getNamespaceSelector() == null && peer.getPodSelector() != null)
        .flatExtracting(peer -> peer.getPodSelector().getMatchExpressions())
        .extracting(LabelSelectorRequirement::getKey)
        .singleElement()
        .satisfies(key -> assertThat(ofModel()).containsKey(key))
        .satisfies(key -> assertThat(ofJob()).doesNotContainKey(key));
  }

  private static Map<String, String> held() throws IOException {
    return policy().getSpec().getPodSelector().getMatchLabels();
  }

  private static NetworkPolicy policy() throws IOException {
    return Serialization.unmarshal(
        Files.readString(Path.of("../docs/security/egress.yaml")), NetworkPolicy.class);
  }

  private static Map<String, String> ofModel() {
    return Scene.of(MODEL + TEMPLATE).plan().target().template().getMetadata().getLabels();
  }

  private static Map<String, String> ofJob() {
    Job job = (Job) Scene.of(MODEL + TEMPLATE).unresolved().plan().apply().getLast();
    return job.getSpec().getTemplate().getMetadata().getLabels();
  }
}
