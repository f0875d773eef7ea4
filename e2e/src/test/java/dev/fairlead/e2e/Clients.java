package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Application developers' programs, which ask a model all the time. */
record Clients(ToolPod tool) implements AutoCloseable {
  private static final String QUESTION = "How do I reset my password?";

  /** Over kept connections, over one for each request, and by gRPC. */
  static Clients of(Model model, int perSecond) {
    return start(model, perSecond, "");
  }

  /** The same, out of the way of whoever empties the nodes of models. */
  static Clients onControlPlane(Model model, int perSecond) {
    String place =
        """
        nodeSelector: {node-role.kubernetes.io/control-plane: ""}
        tolerations: [{operator: Exists}]
        """;
    return start(model, perSecond, place.indent(2));
  }

  private static Clients start(Model model, int perSecond, String place) {
    String pod = "clients-of-%s-%d".formatted(model.name(), perSecond);
    List<String> arguments =
        List.of(
            "load",
            "--url=" + model.url("/v1/embeddings"),
            "--body={\"model\":\"%s\",\"input\":\"%s\"}".formatted(model.name(), QUESTION),
            "--keep=2",
            "--fresh=2",
            "--grpc=1",
            "--target=" + model.grpcTarget(),
            "--model=" + model.name(),
            "--text=" + QUESTION,
            "--rate=" + perSecond,
            "--seconds=900");
    String manifest = Manifests.tool(pod, "default", arguments) + place;
    return new Clients(ToolPod.of(model.stage(), pod, manifest));
  }

  /** Answers and failures until now. */
  JsonNode report() {
    return tool.report();
  }

  /** Nobody got anything but an answer, and all kinds of clients got some. */
  JsonNode noticedNothing() {
    JsonNode report = report();
    System.out.println(tool.pod() + ": " + report);
    assertThat(report.path("failures")).as("failed requests: %s", report).isEmpty();
    assertThat(report.path("kept").asInt()).isPositive();
    assertThat(report.path("fresh").asInt()).isPositive();
    assertThat(report.path("grpc").asInt()).isPositive();
    return report;
  }

  @Override
  public void close() {
    tool.close();
  }
}
