package dev.fairlead.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The columns of the CRD, filled as the API server does for {@code kubectl get}.
 *
 * @param all each with {@code name}, {@code jsonPath} and perhaps {@code priority}
 */
record Columns(List<JsonNode> all) {
  private static final String CRD = "/META-INF/fairlead/modeldeployments.serving.fairlead.dev.yaml";

  /** A field, an element, or the element whose field is equal to something. */
  private static final Pattern STEP =
      Pattern.compile("\\.(\\w+)|\\[(\\d+)]|\\[\\?\\(@\\.(\\w+)==\"(\\w+)\"\\)]");

  /** Those that are there without {@code -o wide}. */
  static Columns byDefault() throws IOException {
    return of(0);
  }

  /** Those that {@code -o wide} adds. */
  static Columns wide() throws IOException {
    return of(1);
  }

  private static Columns of(int priority) throws IOException {
    try (InputStream crd = Objects.requireNonNull(Columns.class.getResourceAsStream(CRD))) {
      JsonNode columns =
          new ObjectMapper(new YAMLFactory())
              .readTree(crd)
              .at("/spec/versions/0/additionalPrinterColumns");
      return new Columns(
          StreamSupport.stream(columns.spliterator(), false)
              .filter(column -> column.path("priority").asInt() == priority)
              .toList());
    }
  }

  List<String> names() {
    return all.stream().map(column -> column.path("name").asText()).toList();
  }

  /** One cell a column; empty where there is nothing. */
  List<String> row(ModelDeployment md) {
    try {
      JsonNode tree = new ObjectMapper().readTree(Serialization.asJson(md));
      return all.stream().map(column -> cell(tree, column.path("jsonPath").asText())).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cell(JsonNode tree, String path) {
    if (!STEP.matcher(path).replaceAll("").isEmpty()) {
      throw new IllegalArgumentException("nobody here understands " + path);
    }
    JsonNode node = tree;
    for (MatchResult step : STEP.matcher(path).results().toList()) {
      node = next(node, step);
    }
    return node.asText();
  }

  private static JsonNode next(JsonNode node, MatchResult step) {
    if (step.group(1) != null) {
      return node.path(step.group(1));
    }
    if (step.group(2) != null) {
      return node.path(Integer.parseInt(step.group(2)));
    }
    Stream<JsonNode> elements = StreamSupport.stream(node.spliterator(), false);
    return elements
        .filter(element -> element.path(step.group(3)).asText().equals(step.group(4)))
        .findFirst()
        .orElse(node.path(-1));
  }
}
