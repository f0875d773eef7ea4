package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model server that others have written: KServe's Python SDK, with a model of three numbers. */
class ForeignStory {
  private static final String QUESTION =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[3,4]}]}";

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void itAnswersAndANewVersionTakesOverWithoutAFailedRequestUntilAllOfItGoes() throws Exception {
    Model linear = stage.model("linear");
    linear.declare(manifest("linear", "LINEAR", "/v2/health/ready"));
    linear.awaitSettled();

    assertThat(linear.condition("Ready").orElseThrow().getMessage())
        .contains("spec.runtime.custom", "status.model does not apply");
    assertThat(linear.status().model()).isNull();
    assertThat(answer(linear)).isEqualTo(3 + 2 * 4 + 0.5, within(1e-6));

    String first = linear.stableRevision();
    try (ToolPod clients = clients(linear)) {
      linear.declare(manifest("linear", "LINEAR_2", "/v2/health/ready"));
      linear.awaitSettled();
      assertThat(linear.stableRevision()).isNotEqualTo(first);

      JsonNode report = clients.report();
      assertThat(report.path("failures")).as("failed requests: %s", report).isEmpty();
      assertThat(report.path("fresh").asInt()).isPositive();
    }
    assertThat(answer(linear)).isEqualTo(3 + 2 * 4 + 100, within(1e-6));

    stage.kubectl("delete", "modeldeployment", "linear");
    Patience.until(
        "nothing of it is left",
        () ->
            linear.children(Deployment.class).isEmpty()
                && linear.children(Service.class).isEmpty()
                && linear.pods().isEmpty());
  }

  @Test
  void aWrongReadinessPathIsNamedWithWhatTheServerSaysThere() {
    Model misnamed = stage.model("misnamed");
    misnamed.declare(manifest("misnamed", "LINEAR", "/no/such/path"));

    assertThat(misnamed.awaitReason("ServerNotReady"))
        .contains("/no/such/path", "HTTP status 404", "spec.runtime.custom.readinessPath");

    misnamed.declare(manifest("misnamed", "LINEAR", "/v2/health/ready"));
    misnamed.awaitReady();
  }

  private static double answer(Model model) throws Exception {
    HttpResponse<String> answer = PodHttp.infer(model, QUESTION);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).at("/outputs/0/data/0").asDouble();
  }

  /** Each request over a connection of its own: when to end a kept one is the server's affair. */
  private static ToolPod clients(Model model) {
    return ToolPod.start(
        stage,
        "clients-of-" + model.name(),
        "default",
        List.of(
            "load",
            "--url=" + model.url("/v2/models/" + model.name() + "/infer"),
            "--body=" + QUESTION,
            "--keep=0",
            "--fresh=2",
            "--rate=20",
            "--seconds=900"));
  }

  private static String manifest(String name, String model, String readinessPath) {
    return Manifests.any(
        name,
        "uri: \"%s\"".formatted(Manifests.uri(model)),
        """
        runtime:
          image: "%s"
          sharedMemory: 16Mi
          custom:
            command: [python3, /app/server.py]
            args: ["--http_port=$(FAIRLEAD_HTTP_PORT)", --enable_grpc=false]
            ports: [{name: http, containerPort: 8080}]
            readinessPath: %s
            metricsPath: /metrics
            modelMountPath: /models
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 768Mi}}"""
            .formatted(Shell.environment("FAIRLEAD_E2E_KSERVE_IMAGE"), readinessPath));
  }
}
