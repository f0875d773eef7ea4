package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.testsupport.Sampled;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model that lies on a web server of the site, with a certificate of the site's authority. */
@Sampled(days = 2)
class SourcesStory {
  /** A copy takes longer than the half minute after which the status tells new numbers. */
  private static final int BYTES_PER_SECOND = 600_000;

  private static final Pattern PROGRESS = Pattern.compile("(\\d+) MiB of (\\d+) MiB fetched");

  @RegisterExtension static final Stage stage = new Stage();

  private final String host = "files." + stage.namespace() + ".svc";

  @BeforeAll
  static void givenTheSitesWebServer() {
    String certificate =
        Optional.ofNullable(System.getenv("FAIRLEAD_E2E_FILES_CERTIFICATE")).orElse("");
    assumeThat(certificate).as("a certificate for a server in the cluster").isNotEmpty();
    stage.kubectl("create", "service", "clusterip", "files", "--tcp=443:8443");
    stage.kubectl("create", "secret", "generic", "files", "--from-file=server.p12=" + certificate);
    stage.kubectl("create", "configmap", "files", "--from-file=ca.crt=" + Registry.authority());
  }

  /**
   * The web server takes traces too: the model server trusts the site's authority as fetch does.
   */
  @Test
  void aWebServerThatIsDownIsFetchFailedAndTheModelHealsOnceItIsUp() throws Exception {
    Model model = stage.model("down");
    model.declare(
        manifest(
            "down",
            """
            runtime:
              env:
              - {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: "https://%s"}
              - {name: OTEL_BSP_SCHEDULE_DELAY, value: "200"}"""
                .formatted(host)));

    assertThat(model.awaitReason("FetchFailed")).contains(host);

    try (ToolPod server = server(Integer.MAX_VALUE)) {
      model.awaitReady();
      assertThat(server.report().path("bytesSent").asLong()).isPositive();
      assertThat(PodHttp.infer(model, "{}").statusCode()).isEqualTo(400);
      Patience.until(
          "the trace of that request arrives",
          () -> server.last().orElseThrow().path("posts").asInt(),
          posts -> assertThat(posts).isPositive());
    }
    assertThat(model.status().model().format()).isEqualTo("ONNX");
  }

  @Test
  void aLongCopyTellsItsProgress() {
    try (ToolPod server = server(BYTES_PER_SECOND)) {
      Model model = stage.model("long");
      model.declare(manifest("long"));

      Patience.until(
          "the copy's progress",
          () -> model.condition("Ready").orElseThrow().getMessage(),
          message -> {
            Matcher progress = PROGRESS.matcher(message);
            assertThat(progress.find()).as(message).isTrue();
            assertThat(Integer.parseInt(progress.group(1)))
                .isPositive()
                .isLessThan(Integer.parseInt(progress.group(2)));
          });
      model.awaitReady();
      assertThat(server.report().path("bytesSent").asLong()).isPositive();
    }
  }

  private String manifest(String name, String... more) {
    return Manifests.any(
        name,
        "uri: \"https://%s/model.onnx\"".formatted(host),
        "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}",
        String.join("\n", more));
  }

  private static ToolPod server(int bytesPerSecond) {
    return ToolPod.of(
        stage, "files", Manifests.fileServer("files", Manifests.uri("MINILM_Q"), bytesPerSecond));
  }
}
