package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in the pages as an example, the API server takes. */
class ExamplesIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().withCrd(CrdFileTest.FILE));

  private static final Path PAGE = Path.of("../docs/rollouts.md");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(spec:\n.*?)```");
  private static final String HEAD =
      """
      apiVersion: serving.fairlead.dev/v1alpha1
      kind: ModelDeployment
      metadata: {name: example}
      """;

  static List<String> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(PAGE)).results().map(e -> e.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsTaken(String example, ControlPlane kube) {
    ObjectNode resource = Yaml.parse(HEAD + example);
    ((ObjectNode) resource.get("spec"))
        .putObject("model")
        .put("uri", "https://models.example.com/minilm/model.onnx");
    var typed =
        new KubernetesSerialization().convertValue(resource, GenericKubernetesResource.class);
    assertThatCode(
            () ->
                kube.client()
                    .resource(typed)
                    .inNamespace(kube.newNamespace("examples"))
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create())
        .doesNotThrowAnyException();
  }

  @Test
  void theNetworkPolicyIsTaken(ControlPlane kube) throws IOException {
    var policy =
        new KubernetesSerialization()
            .unmarshal(
                Files.readString(Path.of("../docs/security/egress.yaml")),
                GenericKubernetesResource.class);
    assertThatCode(
            () ->
                kube.client()
                    .resource(policy)
                    .inNamespace(kube.newNamespace("examples"))
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create())
        .doesNotThrowAnyException();
  }

  @Test
  void theOneWithQueriesIsTheSample() throws IOException {
    ObjectNode sample = Yaml.parse(Files.readString(Sample.VALID.resolve("canary-queries.yaml")));
    String queries = "/spec/rollout/canary/analysis/queries";
    assertThat(examples())
        .map(Yaml::parse)
        .anySatisfy(
            example -> {
              assertThat(example.at(queries)).isNotEmpty();
              assertThat(sample.at(queries)).containsAll(example.at(queries));
            });
  }
}
