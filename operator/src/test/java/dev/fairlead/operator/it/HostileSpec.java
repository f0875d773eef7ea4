package dev.fairlead.operator.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A ModelDeployment of somebody who is up to something, or may seem to be.
 *
 * @param name of the case
 * @param tries what they are up to
 * @param layer which has to refuse it
 * @param error part of what that layer says; what holds instead where it is taken
 * @param object name of the ModelDeployment
 * @param reason that the operator gives; empty where it is none of its business
 * @param spec of the ModelDeployment; where it has no model, one that would do is put in
 */
record HostileSpec(
    String name,
    String tries,
    Layer layer,
    String error,
    String object,
    String reason,
    ObjectNode spec) {
  private static final Path FILE = Path.of("../crds/samples/hostile.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** From the outermost to the innermost. */
  enum Layer {
    SCHEMA("schema"),
    RULE("CEL rule"),
    POLICY("policy"),
    OPERATOR("operator"),
    FETCH("fetch"),
    /** None: it is meant to be possible. */
    TAKEN("taken");

    private final String text;

    Layer(String text) {
      this.text = text;
    }

    /** For people. */
    String text() {
      return text;
    }
  }

  /** All of them, in the order of the file. */
  static List<HostileSpec> all() throws IOException {
    var specs = new ArrayList<HostileSpec>();
    for (JsonNode node : JSON.readTree(FILE.toFile())) {
      String name = node.required("name").asText();
      specs.add(
          new HostileSpec(
              name,
              node.required("tries").asText(),
              Layer.valueOf(node.required("layer").asText()),
              node.required("error").asText(),
              node.path("object").asText(name),
              node.path("reason").asText(),
              (ObjectNode) node.required("spec")));
    }
    return specs;
  }

  /** The whole of it. */
  GenericKubernetesResource in(String namespace) {
    ObjectNode whole = spec.deepCopy();
    if (!whole.has("model")) {
      whole.putObject("model").put("uri", "oci://registry.test/models/m:1");
    }
    var resource = new GenericKubernetesResource();
    resource.setApiVersion("serving.fairlead.dev/v1alpha1");
    resource.setKind("ModelDeployment");
    resource.setMetadata(new ObjectMetaBuilder().withName(object).withNamespace(namespace).build());
    resource.setAdditionalProperty("spec", JSON.convertValue(whole, Object.class));
    return resource;
  }

  @Override
  public String toString() {
    return name;
  }
}
