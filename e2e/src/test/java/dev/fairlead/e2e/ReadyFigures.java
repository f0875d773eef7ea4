package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.Figures;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long it takes from apply to Ready and to the first prediction, beside a Deployment and a
 * Service of the very same pod without an operator, in turns.
 */
class ReadyFigures {
  private static final int ROUNDS = Integer.getInteger("figures.rounds", 10);
  private static final int COLD_ROUNDS = Integer.getInteger("figures.coldRounds", 3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY = "{\"model\":\"minilm\",\"input\":\"a\"}";

  @RegisterExtension static final Stage stage = new Stage();
  private static String ofFairlead = "";
  private static String bare = "";

  @BeforeAll
  static void givenBothKindsOfManifests() {
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();
    ObjectNode md = plain(minilm.get());
    ObjectNode deployment = plain(minilm.child(Deployment.class, minilm.stableRevision()));
    ((ObjectNode) deployment.path("metadata")).put("name", "bare");
    ObjectNode service = plain(minilm.child(Service.class, "minilm"));
    ((ObjectNode) service.path("metadata")).put("name", "bare");
    ((ObjectNode) service.path("spec")).remove(List.of("clusterIP", "clusterIPs"));
    ArrayNode configs = JSON.createArrayNode();
    minilm.children(ConfigMap.class).forEach(config -> configs.add(plain(config)));
    stage.clear();
    configs.forEach(
        config -> stage.apply(config.toString().replace("minilm-trusted-cas", "bare-cas")));
    String crds = "/apis/serving.fairlead.dev/v1alpha1/namespaces/%s/modeldeployments";
    ofFairlead = encode(JSON.createArrayNode().add(at(crds, md)));
    bare =
        encode(
            JSON.createArrayNode()
                .add(at("/api/v1/namespaces/%s/services", service))
                .add(at("/apis/apps/v1/namespaces/%s/deployments", deployment)));
    stage.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: stopwatch}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: stopwatch}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
        subjects: [{kind: ServiceAccount, name: stopwatch}]
        """);
  }

  @Test
  void withImagesOnTheNodes() {
    inTurns("images on the nodes", ROUNDS, () -> {});
  }

  @Test
  void withImagesToPull() {
    Nodes.assumeWithinReach();
    inTurns("images to pull", COLD_ROUNDS, () -> Nodes.forgetImages("fairlead/(runtime|fetch)"));
  }

  private static void inTurns(String what, int rounds, Runnable before) {
    var fairlead = new ArrayList<JsonNode>();
    var alone = new ArrayList<JsonNode>();
    for (int i = 0; i < rounds; i++) {
      before.run();
      alone.add(round("Available", "bare", bare));
      before.run();
      fairlead.add(round("Ready", "minilm", ofFairlead));
    }
    for (String time : List.of("readyMillis", "answerMillis")) {
      Figures.Spread ours = Figures.spread(fairlead, time);
      Figures.Spread theirs = Figures.spread(alone, time);
      Figures.row(
          "apply → " + (time.startsWith("ready") ? "Ready" : "first prediction") + ", " + what,
          "Fairlead %s ms, bare %s ms, ratio of medians %.2f (%d rounds each)"
              .formatted(ours, theirs, (double) ours.median() / theirs.median(), rounds));
    }
  }

  private static JsonNode round(String condition, String service, String objects) {
    try (ToolPod tool =
        ToolPod.start(
            stage,
            "stopwatch",
            "stopwatch",
            List.of(
                "stopwatch",
                "--objects=" + objects,
                "--condition=" + condition,
                "--url=http://" + service + "." + stage.namespace() + ".svc/v1/embeddings",
                "--body=" + BODY,
                "--namespace=" + stage.namespace(),
                "--pods="
                    + ("bare".equals(service) ? "bare.example.com" : "serving.fairlead.dev")
                    + "/modeldeployment",
                "--seconds=300"))) {
      return Patience.until(
              "a round",
              () -> tool.last().orElseThrow().path("rounds"),
              rounds -> assertThat(rounds).hasSize(1))
          .path(0);
    }
  }

  /** As its owner would write it, and out of the operator's sight. */
  private static ObjectNode plain(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    tree.remove("status");
    var metadata = (ObjectNode) tree.path("metadata");
    metadata.retain("name", "labels");
    if (object instanceof ModelDeployment) {
      metadata.remove("labels");
      return tree;
    }
    try {
      return (ObjectNode)
          JSON.readTree(
              tree.toString()
                  .replace("serving.fairlead.dev/", "bare.example.com/")
                  .replace("\"fairlead\"", "\"nobody\"")
                  .replace("minilm-trusted-cas", "bare-cas"));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode at(String collection, ObjectNode object) {
    ObjectNode each = JSON.createObjectNode();
    each.put("collection", collection.formatted(stage.namespace()));
    each.set("object", object);
    return each;
  }

  private static String encode(ArrayNode objects) {
    return Base64.getEncoder().encodeToString(objects.toString().getBytes(StandardCharsets.UTF_8));
  }
}
