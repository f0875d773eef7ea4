package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;

/** A model of three numbers, on a model server that others have written: KServe's Python SDK. */
record Linear(Model model) {
  static final String READINESS_PATH = "/v2/health/ready";

  /** In MiB. */
  static final int SHARED_MEMORY = 16;

  private static final String QUESTION =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[3,4]}]}";

  /**
   * Its owner applies this.
   *
   * @param files the name that {@code e2e/run} gave them
   */
  Linear declare(String files, String readinessPath) {
    return declare(files, readinessPath, "");
  }

  /**
   * The same with more of the spec.
   *
   * @param rollout a field of it, or nothing
   */
  Linear declare(String files, String readinessPath, String rollout) {
    model.declare(manifest(files, readinessPath, rollout));
    return this;
  }

  /** {@code y = 3 w₁ + 4 w₂ + bias}. */
  double answer() throws Exception {
    HttpResponse<String> answer = PodHttp.infer(model, QUESTION);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).at("/outputs/0/data/0").asDouble();
  }

  /** They ask on any node. */
  ToolPod clients() {
    return clients("");
  }

  /** They ask from a node that takes no models. */
  ToolPod clientsOnControlPlane() {
    return clients(Clients.ON_CONTROL_PLANE);
  }

  /** Nobody got anything but an answer, and some did. */
  static JsonNode noticedNothing(ToolPod clients) {
    return noticedNothing(clients, 1);
  }

  /** The same of so many requests at least: they go on asking until then. */
  static JsonNode noticedNothing(ToolPod clients, int atLeast) {
    JsonNode report = clients.report(atLeast);
    assertThat(report.path("failures")).as("failed requests: %s", report).isEmpty();
    assertThat(report.path("fresh").asInt()).isPositive();
    return report;
  }

  /** Each request over a connection of its own: when to end a kept one is the server's affair. */
  private ToolPod clients(String place) {
    String pod = "clients-of-" + model.name();
    String manifest =
        Manifests.tool(
            pod,
            "default",
            List.of(
                "load",
                "--url=" + model.url("/v2/models/" + model.name() + "/infer"),
                "--body=" + QUESTION,
                "--keep=0",
                "--fresh=2",
                "--rate=20",
                "--seconds=900"));
    return ToolPod.of(model.stage(), pod, manifest + place);
  }

  private String manifest(String files, String readinessPath, String rollout) {
    return Manifests.any(
        model.name(),
        "uri: \"%s\"".formatted(Manifests.uri(files)),
        """
        runtime:
          image: "%s"
          sharedMemory: %dMi
          custom:
            command: [python3, /app/server.py]
            args: ["--http_port=$(FAIRLEAD_HTTP_PORT)", --enable_grpc=false]
            ports: [{name: http, containerPort: 8080}]
            readinessPath: %s
            metricsPath: /metrics
            modelMountPath: /models
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 768Mi}}"""
            .formatted(
                Shell.environment("FAIRLEAD_E2E_KSERVE_IMAGE"), SHARED_MEMORY, readinessPath),
        rollout);
  }
}
