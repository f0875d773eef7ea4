package dev.fairlead.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples, and what users do with them, against a real API server. */
class SamplesIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().withCrd(CrdFileTest.FILE));

  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("serving.fairlead.dev")
          .withVersion("v1alpha1")
          .withKind("ModelDeployment")
          .withPlural("modeldeployments")
          .withNamespaced(true)
          .build();

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static String namespaceOfTheInvalid;

  @BeforeAll
  static void createNamespace(ControlPlane kube) {
    namespaceOfTheInvalid = kube.newNamespace("refused");
  }

  static List<Sample> invalid() throws IOException {
    return Sample.in(Sample.INVALID);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidSampleIsRefusedWithItsMessage(Sample sample, KubernetesClient client) {
    var resource =
        client
            .genericKubernetesResources(KIND)
            .inNamespace(namespaceOfTheInvalid)
            .resource(YAML.unmarshal(sample.text(), GenericKubernetesResource.class))
            .fieldValidation(FieldValidateable.Validation.STRICT);
    var refusal = catchThrowableOfType(KubernetesClientException.class, resource::create);
    assertThat(refusal).as("it was accepted").isNotNull();
    assertThat(refusal.getStatus().getMessage()).contains(sample.errors());
  }

  @Test
  void applyingTheSamplesAgainChangesNothing(ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("client-side");
    assertThat(onSamples(kube, namespace, "apply"))
        .hasSizeGreaterThanOrEqualTo(12)
        .allMatch(line -> line.endsWith(" created"));
    var before = versions(client, namespace);
    assertThat(onSamples(kube, namespace, "diff")).isEmpty();
    assertThat(onSamples(kube, namespace, "apply")).allMatch(line -> line.endsWith(" unchanged"));
    assertThat(versions(client, namespace)).isEqualTo(before);
  }

  @Test
  void applyingTheSamplesAgainOnTheServerSideChangesNothing(
      ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("server-side");
    onSamples(kube, namespace, "apply", "--server-side");
    // As the operator does at once. Before, the default of status is in no stored object, and the
    // next write of any kind puts it there.
    for (var item :
        client.genericKubernetesResources(KIND).inNamespace(namespace).list().getItems()) {
      item.setAdditionalProperty("status", Map.of("observedGeneration", 1));
      client.resource(item).updateStatus();
    }
    var before = versions(client, namespace);
    assertThat(before).hasSizeGreaterThanOrEqualTo(12);
    assertThat(onSamples(kube, namespace, "diff", "--server-side")).isEmpty();
    onSamples(kube, namespace, "apply", "--server-side");
    assertThat(versions(client, namespace)).isEqualTo(before);
  }

  /** Runs kubectl on the folder of valid samples; gives the lines of its output. */
  private static List<String> onSamples(ControlPlane kube, String namespace, String... command) {
    var arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-n", namespace, "-f", Sample.VALID.toString()));
    Kubectl.Result result = kube.kubectl().run(arguments, "");
    assertThat(result.status()).as(result.error() + result.output()).isZero();
    return result.output().lines().toList();
  }

  private static Map<String, String> versions(KubernetesClient client, String namespace) {
    return client.genericKubernetesResources(KIND).inNamespace(namespace).list().getItems().stream()
        .map(HasMetadata::getMetadata)
        .collect(Collectors.toMap(ObjectMeta::getName, ObjectMeta::getResourceVersion));
  }
}
