package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fairlead.testsupport.KubeBinaries;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program, on the chart of this repository. */
final class Helm {
  static final String CHART = "fairlead";
  static final String NAMESPACE = "fairlead-system";
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** What it printed, and how it ended. */
  record Result(int code, String output) {}

  private Helm() {}

  static Result run(String... arguments) {
    return program("helm", arguments);
  }

  /** Another one of those that the tests have. */
  static Result program(String name, String... arguments) {
    var command = new ArrayList<String>();
    command.add(KubeBinaries.ofThisMachine().path(name).toString());
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  /** {@code values}: each one a path and its JSON, as for {@code --set-json}. */
  static Result template(String... values) {
    return templateOf("fairlead", values);
  }

  /** The same for a release of another name. */
  static Result templateOf(String release, String... values) {
    var arguments =
        new ArrayList<>(
            List.of(
                "template", release, CHART, "--namespace", NAMESPACE, "--kube-version", "1.34"));
    for (String value : values) {
      arguments.add("--set-json");
      arguments.add(value);
    }
    return run(arguments.toArray(String[]::new));
  }

  /** The manifests, as text. */
  static String text(String... values) {
    Result result = template(values);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output();
  }

  /** The manifests, as objects. */
  static List<GenericKubernetesResource> objects(String... values) {
    return objectsOf(text(values));
  }

  /** Manifests of any origin, as objects. */
  static List<GenericKubernetesResource> objectsOf(String manifests) {
    var objects = new ArrayList<GenericKubernetesResource>();
    for (String document : manifests.split("(?m)^---$", -1)) {
      if (document.lines().anyMatch(line -> line.startsWith("kind:"))) {
        objects.add(YAML.unmarshal(document, GenericKubernetesResource.class));
      }
    }
    return objects;
  }

  /** The one object of that kind. */
  static GenericKubernetesResource object(String kind, String... values) {
    return objects(values).stream()
        .filter(object -> object.getKind().equals(kind))
        .reduce((one, another) -> fail("two objects of kind %s", kind))
        .orElseThrow();
  }

  /** Any value, as YAML. */
  static String yaml(Object value) {
    return YAML.asYaml(value);
  }

  /** Any value, as JSON. */
  static String json(Object value) {
    return YAML.asJson(value);
  }

  /** Any YAML, as a tree. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> tree(String yaml) {
    return YAML.unmarshal(yaml, Map.class);
  }
}
