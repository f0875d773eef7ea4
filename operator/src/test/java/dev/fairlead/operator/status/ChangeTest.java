package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is worth a write at once, and what may wait. */
class ChangeTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String STATUS =
      """
      observedGeneration: 3
      conditions:
      - {type: Ready, status: "False", reason: Progressing, message: 0 of 3 pods ready,
         observedGeneration: 3, lastTransitionTime: "2026-01-02T03:04:05Z"}
      url: http://minilm.demo.svc
      stableRevision: minilm-a
      candidateRevision: minilm-b
      traffic: [{revision: minilm-a, weight: 100}]
      revisions:
      - name: minilm-b
        number: 2
        version: "2"
        model: {uri: "oci://registry.test/models/minilm:2"}
        image: {name: "registry.test/fairlead/runtime-onnx:1"}
        createdAt: "2026-01-02T03:04:05Z"
        state: Pending
        replicas: 1
        readyReplicas: 0
      model: {format: ONNX, inputs: [], outputs: []}
      replicas: 3
      readyReplicas: 3
      selector: a=b
      tracking: {resolved: "oci://registry.test/models/minilm@sha256:1", identity: "sha256:1",
         job: minilm-resolve-a, reason: FetchFailed, message: no answer}
      """;

  @ParameterizedTest
  @CsvSource({
    "/conditions/0/message, 1 of 3 pods ready, NUMBERS",
    "/conditions/0/reason, Unschedulable, STATE",
    "/conditions/0/status, 'True', STATE",
    "/conditions/0/observedGeneration, 4, STATE",
    "/observedGeneration, 4, STATE",
    "/url, http://other.demo.svc, STATE",
    "/stableRevision, minilm-b, STATE",
    "/candidateRevision, minilm-c, STATE",
    "/traffic/0/weight, 50, NUMBERS",
    "/traffic/0/revision, minilm-b, STATE",
    "/revisions/0/replicas, 2, NUMBERS",
    "/revisions/0/readyReplicas, 1, NUMBERS",
    "/revisions/0/model/bytes, 7, NUMBERS",
    "/revisions/0/model/digest, sha256:1, NUMBERS",
    "/revisions/0/image/digest, sha256:1, NUMBERS",
    "/revisions/0/createdAt, 2026-01-02T03:04:06Z, NUMBERS",
    "/revisions/0/state, Failed, STATE",
    "/revisions/0/reason, ModelNotFound, STATE",
    "/revisions/0/message, 0 of 3 pods ready, NUMBERS",
    "/model/format, XGBoost, STATE",
    "/replicas, 4, NUMBERS",
    "/readyReplicas, 2, NUMBERS",
    "/selector, a=c, STATE",
    "/tracking/identity, sha256:2, STATE",
    "/tracking/reason, AccessDenied, STATE",
    "/tracking/message, HTTP 503, NUMBERS",
    "/newerImage, 'registry.test/fairlead/runtime-onnx:2', STATE"
  })
  void aDifferenceWeighs(String path, String value, Change weight) throws Exception {
    assertThat(Change.between(status(), changed(path, value))).isEqualTo(weight);
  }

  @Test
  void theFirstStatusIsNeeded() throws Exception {
    assertThat(Change.between(null, status())).isEqualTo(Change.STATE);
  }

  @Test
  void theSameIsNoChange() throws Exception {
    assertThat(Change.between(status(), status())).isEqualTo(Change.NONE);
  }

  private static ModelDeploymentStatus status() throws Exception {
    return YAML.readValue(STATUS, ModelDeploymentStatus.class);
  }

  private static ModelDeploymentStatus changed(String path, String value) throws Exception {
    JsonNode tree = YAML.readTree(STATUS);
    JsonPointer pointer = JsonPointer.compile(path);
    JsonNode parent = tree.at(pointer.head());
    JsonNode node = YAML.readTree("'" + value + "'");
    ((ObjectNode) parent).set(pointer.last().getMatchingProperty(), node);
    return YAML.treeToValue(tree, ModelDeploymentStatus.class);
  }
}
