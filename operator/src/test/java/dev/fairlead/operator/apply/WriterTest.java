package dev.fairlead.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.operator.LocalApi;
import dev.fairlead.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
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

  @Test
  void whatIsGoneNeedsNoDeletion() {
    api.refuse("DELETE", 404, "not found");

    writer.delete(configMap(Map.of()));

    assertThat(api.requests()).extracting(LocalApi.Request::method).contains("DELETE");
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
