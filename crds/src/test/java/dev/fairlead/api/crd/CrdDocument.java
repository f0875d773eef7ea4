package dev.fairlead.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** The CustomResourceDefinition, as generated from the API types and finished by hand. */
final class CrdDocument {
  private static final String FILE = "modeldeployments.serving.fairlead.dev";

  /** Longer than any quantity or percentage that means something. */
  private static final int QUANTITY_LENGTH = 32;

  private CrdDocument() {}

  /** Generates the CRD. */
  static ObjectNode generate() throws IOException {
    Path directory = Files.createTempDirectory("crd");
    new CRDGenerator()
        .inOutputDir(directory.toFile())
        .forCRDVersions("v1")
        .customResourceClasses(ModelDeployment.class)
        .generate();
    Path file = directory.resolve(FILE + "-v1.yml");
    ObjectNode crd = Yaml.read(file);
    Files.delete(file);
    Files.delete(directory);
    orderColumns((ObjectNode) crd.at("/spec/versions/0"));
    ObjectNode root = Schema.root(crd);
    new SchemaRules(Yaml.read(Path.of("src/test/resources/schema-rules.yaml"))).apply(root);
    finish(root);
    return crd;
  }

  /** The generator sorts columns by path; users read them in the order of the annotations. */
  private static void orderColumns(ObjectNode version) {
    List<String> order =
        Stream.of(ModelDeployment.class.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    var columns = new ArrayList<JsonNode>();
    for (JsonNode column : version.get("additionalPrinterColumns")) {
      if (column.path("priority").asInt() == 0) {
        // The API server drops a default; stated, every `kubectl apply` would find a difference.
        ((ObjectNode) column).remove("priority");
      }
      columns.add(column);
    }
    columns.sort((a, b) -> order.indexOf(name(a)) - order.indexOf(name(b)));
    version.putArray("additionalPrinterColumns").addAll(columns);
  }

  private static String name(JsonNode column) {
    return column.get("name").asText();
  }

  /**
   * Bounds quantities, drops the second copy of rules (the annotations of a record's component are
   * on its field and on its accessor) and writes whole numbers as such (the generator's bounds are
   * floating).
   */
  private static void finish(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.path("x-kubernetes-int-or-string").isBoolean()) {
        object.put("maxLength", QUANTITY_LENGTH);
      }
      for (var field : object.properties()) {
        if (field.getValue().isDouble() && field.getValue().canConvertToExactIntegral()) {
          field.setValue(LongNode.valueOf(field.getValue().longValue()));
        } else if (field.getKey().equals("x-kubernetes-validations")) {
          var rules = new LinkedHashSet<JsonNode>();
          field.getValue().forEach(rules::add);
          ((ArrayNode) field.getValue()).removeAll().addAll(rules);
        }
      }
    }
    node.forEach(CrdDocument::finish);
  }
}
