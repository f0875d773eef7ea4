package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A model that lies on a web server of the site, with a certificate of the site's authority, or in
 * its store; and what becomes of it when it is overwritten there.
 */
@Sampled(days = 2)
class SourcesStory {
  /** A copy takes longer than the half minute after which the status tells new numbers. */
  private static final int BYTES_PER_SECOND = 600_000;

  private static final Pattern PROGRESS = Pattern.compile("(\\d+) MiB of (\\d+) MiB fetched");

  @RegisterExtension static final Stage stage = new Stage();

  /** A name in the certificate that nobody in the cluster can look up. */
  private static final String HIDDEN = "files.site.test";

  private static final String PROXY_LOGIN = "proxy-login";

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

    try (ToolPod server = server("MINILM_Q", Integer.MAX_VALUE)) {
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
    try (ToolPod server = server("MINILM_Q", BYTES_PER_SECOND)) {
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

  /** The server has a file of another length, at the same place, for a while. */
  @Test
  void whatWasOverwrittenIsToldWhileTheOtherPodAnswersAndComesBackWithTheOldFile() {
    Model model = stage.model("moved");
    try (ToolPod before = server("MINILM_Q", Integer.MAX_VALUE)) {
      model.declare(manifest("moved", "replicas: 2"));
      model.awaitSettled();
      assertThat(before.report().path("bytesSent").asLong()).isPositive();
    }
    String revision = model.stableRevision();
    Pod kept = model.pods().getLast();

    try (ToolPod overwritten = server("MINILM", Integer.MAX_VALUE)) {
      System.out.println("overwritten, as served by " + overwritten.pod());
      stage.kubectl("delete", "pod", model.pods().getFirst().getMetadata().getName());
      Patience.until(
          "the status says so",
          () -> model.condition("Reconciling").orElseThrow(() -> new AssertionError("settled")),
          reconciling -> {
            assertThat(reconciling.getReason()).isEqualTo("ReplicasNotReady");
            assertThat(reconciling.getMessage())
                .contains("SourceMoved: ", "put the old files back");
          });
      assertThat(model.is("Ready")).isTrue();
      assertThat(model.is("Available")).isTrue();
      assertThat(PodHttp.metadata(model, kept).path("name").asText()).isEqualTo("moved");
    }

    try (ToolPod again = server("MINILM_Q", Integer.MAX_VALUE)) {
      model.awaitSettled();
      assertThat(again.report().path("bytesSent").asLong()).isPositive();
    }
    assertThat(model.pods(revision))
        .hasSize(2)
        .extracting(pod -> pod.getMetadata().getUid())
        .contains(kept.getMetadata().getUid());
    assertThat(model.recordedRevisions()).containsExactly(revision);
  }

  @Test
  void throughTheProxyOfTheSiteWhichWantsALogin() {
    Model model = stage.model("proxied");
    try (ToolPod server = server("MINILM_Q", Integer.MAX_VALUE);
        ToolPod proxy = proxy()) {
      Operator.install(
          Operator.CHART,
          "--set=proxy.https=http://proxy.%s.svc:3128".formatted(stage.namespace()),
          "--set=proxy.secretName=" + PROXY_LOGIN);
      model.declare(from("proxied", "https://%s/model.onnx".formatted(HIDDEN)));
      assertThat(model.awaitReason("CredentialsNotFound")).contains(PROXY_LOGIN);
      assertThat(server.report().path("bytesSent").asLong()).as("without the login").isZero();

      stage.kubectl(
          "create",
          "secret",
          "generic",
          PROXY_LOGIN,
          "--from-literal=username=site",
          "--from-literal=password=secret");
      model.awaitReady();

      assertThat(proxy.report().path("tunnels").asInt()).isPositive();
      assertThat(server.report().path("bytesSent").asLong()).isPositive();
      Operator.hadNoSurprise();
    } finally {
      Operator.restore();
    }
  }

  @Test
  void fromTheStoreOfTheSiteAFolderIsFetched() {
    Model model = stage.model("stored");
    try (ToolPod server = server("MINILM_Q", Integer.MAX_VALUE)) {
      Operator.install(Operator.CHART, "--set=endpoints.s3=https://" + host);
      model.declare(from("stored", "s3://site/model"));
      model.awaitReady();

      assertThat(server.report().path("bytesSent").asLong()).isPositive();
      assertThat(model.status().model().format()).isEqualTo("ONNX");
      assertThat(model.status().revisions().getFirst().model().resolved())
          .startsWith("s3://site/model");
      Operator.hadNoSurprise();
    } finally {
      Operator.restore();
    }
  }

  private String manifest(String name, String... more) {
    return from(name, "https://%s/model.onnx".formatted(host), more);
  }

  private static String from(String name, String uri, String... more) {
    return Manifests.any(
        name,
        "uri: \"%s\"".formatted(uri),
        "resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}",
        String.join("\n", more));
  }

  /** With the files of that model. */
  private static ToolPod server(String model, int bytesPerSecond) {
    return ToolPod.of(
        stage, "files", Manifests.fileServer("files", Manifests.uri(model), bytesPerSecond));
  }

  /** It leads to the web server, whatever name that is asked for by. */
  private ToolPod proxy() {
    List<String> arguments =
        List.of("proxy", "--to=" + host, "--login=site:secret", "--seconds=900");
    ToolPod proxy = ToolPod.start(stage, "proxy", "default", arguments);
    stage.kubectl("label", "pod", "proxy", "app=proxy");
    stage.kubectl("create", "service", "clusterip", "proxy", "--tcp=3128:3128");
    return proxy;
  }
}
