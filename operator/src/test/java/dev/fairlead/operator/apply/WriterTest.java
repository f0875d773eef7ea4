package dev.fairlead.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.operator.LocalApi;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.plan.ReplicaSetImage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriterTest {
  private final LocalApi api = new LocalApi();
  private final Writer writer =
      new Writer(api.client(), new OperatorMetrics(new SimpleMeterRegistry()));

  @AfterEach
  void stop() {
    api.close();
  }

  /** What a patch takes away may have gone meanwhile: then it is to be tried again. */
  @ParameterizedTest
  @CsvSource({"422, 409", "409, 409", "403, 403"})
  void aPatchThatCameTooLateIsAConflict(int answer, int understood) {
    api.reply("GET", configMap(Map.of("ca.crt", "ours", "foreign.crt", "theirs")));
    api.refuse("PATCH", answer, "remove operation does not apply");

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> writer.patch(configMap(Map.of("ca.crt", "ours"))))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(understood))
        .satisfies(
            e -> assertThat(Refusals.message(e)).isEqualTo("remove operation does not apply"));
  }

  /** Tried again at once it would be refused for the same. */
  @Test
  void aPatchThatAPolicyRefusesIsNoConflict() {
    api.reply("GET", configMap(Map.of("ca.crt", "ours", "foreign.crt", "theirs")));
    api.refuse(
        "PATCH",
        422,
        "configmaps \"minilm-trusted-cas\" is forbidden: ValidatingAdmissionPolicy 'site' with"
            + " binding 'site' denied request: no");

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> writer.patch(configMap(Map.of("ca.crt", "ours"))))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(422));
  }

  @Test
  void whatIsGoneNeedsNoDeletion() {
    api.refuse("DELETE", 404, "not found");

    writer.delete(configMap(Map.of()));

    assertThat(api.requests()).extracting(LocalApi.Request::method).contains("DELETE");
  }

  /** It may not be read, and may have grown meanwhile. */
  @Test
  void ofAReplicaSetOnlyTheImageIsSent() {
    api.refuse("PATCH", 404, "not found");

    writer.changeImage(new ReplicaSetImage("demo", "m-1-5d", "u", "registry.test/a:1@sha256:1"));

    assertThat(api.requests())
        .singleElement()
        .satisfies(sent -> assertThat(sent.path()).contains("/replicasets/m-1-5d"))
        .satisfies(
            sent ->
                assertThat(Serialization.unmarshal(sent.body(), ReplicaSet.class))
                    .isEqualTo(
                        Serialization.unmarshal(
                            """
                            apiVersion: apps/v1
                            kind: ReplicaSet
                            metadata: {namespace: demo, name: m-1-5d, uid: u}
                            spec:
                              template:
                                spec:
                                  containers:
                                  - {name: server, image: "registry.test/a:1@sha256:1"}
                            """,
                            ReplicaSet.class)));
  }

  private static ConfigMap configMap(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("minilm-trusted-cas")
        .withNamespace("demo")
        .endMetadata()
        .withData(data)
        .build();
  }
}
