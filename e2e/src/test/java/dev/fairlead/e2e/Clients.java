package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Application developers' programs, which ask a model all the time. */
record Clients(ToolPod tool) implements AutoCloseable {
  private static final String QUESTION = "How do I reset my password?";

  /** Over kept connections, over one for each request, and by gRPC. */
  static Clients of(Model model, int perSecond) {
    return new Clients(
        ToolPod.start(
            model.stage(),
            "clients-of-" + model.name(),
            "default",
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
                "--seconds=900")));
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
