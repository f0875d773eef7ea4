package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.QueryStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * A canary that does well by its own metrics, and what the site's Prometheus says of it. Pods are
 * fake; what they tell comes from here.
 */
class QueriesIT {
  private static final Pattern NUMBER = Pattern.compile("generation: ([0-9]+)");
  private static final String LIMIT = "at most 0.9";
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final int ENOUGH = 5_000;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  @Test
  @Execution(CONCURRENT)
  void aNumberWithinItsBoundsIsWaitedForAndOneBeyondTakesTheVersionBack(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("queries"));
    var clock = new ClockAhead();
    var requests = new AtomicLong();
    var answer = new AtomicReference<>(vector(""));
    try (var pods = pods(models, "127.0.78.1", requests, () -> "");
        var prometheus = new PodServer("127.0.78.2", PodServer.METRICS, answer::get)) {
      Kube.withOperator(
          kube,
          site(models, "http://127.0.78.2:9090/team/"),
          clock,
          () -> {
            begin(models, "127.0.78.1", canary("shop_errors{revision=\"$candidate\"}"));
            doesWell(models, clock, requests);

            clock.pass(A_MINUTE);
            ModelDeployment open =
                models.awaitLooking("minilm", md -> Models.says(md, "(no data)"));
            assertThat(Models.hasReason(open, "Analyzing")).isTrue();
            assertThat(queries(open))
                .containsExactly(new QueryStatus("errors", null, LIMIT, "no data"));

            answer.set(vector("[1,\"0.87\"]"));
            clock.pass(A_MINUTE);
            ModelDeployment good =
                models.awaitLooking("minilm", md -> Models.hasReason(md, "AwaitingApproval"));
            assertThat(queries(good))
                .containsExactly(new QueryStatus("errors", "0.87", LIMIT, null));
            String candidate = good.getStatus().candidateRevision();
            assertThat(prometheus.bodies())
                .extracting(form -> URLDecoder.decode(form, StandardCharsets.UTF_8))
                .containsOnly(
                    "query=shop_errors{revision=\"%s\"}&namespace=%s"
                        .formatted(candidate, models.namespace()));

            answer.set(vector("[1,\"0.93\"]"));
            clock.pass(A_MINUTE);
            ModelDeployment bad =
                models.awaitLooking("minilm", md -> Models.hasReason(md, "RolledBack"));
            assertThat(
                    Models.says(bad, "query errors is 0.93, and has to be at most 0.9; revision"))
                .isTrue();
          });
      assertThat(pods.bodies()).isNotEmpty();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void aRealPrometheusIsAskedToo(ControlPlane kube) throws IOException {
    var models = new Models(kube.client(), kube.newNamespace("queries"));
    var clock = new ClockAhead();
    var requests = new AtomicLong();
    var errors = new AtomicReference<String>();
    try (var pods = pods(models, "127.0.78.3", requests, () -> told(models, errors.get()));
        var prometheus = PrometheusProcess.start(folder, "127.0.78.3:9090")) {
      Kube.withOperator(
          kube,
          site(models, prometheus.url()),
          clock,
          () -> {
            begin(models, "127.0.78.3", canary("sum("));
            doesWell(models, clock, requests);
            clock.pass(A_MINUTE);
            models.awaitLooking(
                "minilm", md -> Models.says(md, "(Prometheus refuses it, bad_data: "));

            String right = canary("max by (revision) (shop_errors{revision=\"$candidate\"})");
            models.apply("minilm", spec(2, at("127.0.78.3") + right));
            models.awaitLooking("minilm", md -> Models.says(md, "(no data)"));

            errors.set("0.25");
            clock.pass(A_MINUTE);
            models.awaitLooking("minilm", md -> Models.hasReason(md, "AwaitingApproval"));

            errors.set("1.5");
            clock.pass(A_MINUTE);
            models.awaitLooking("minilm", md -> Models.says(md, "query errors is 1.5, and has to"));
          });
      assertThat(pods.bodies()).isNotEmpty();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void whereNobodyAnswersNobodyIsPromoted(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("queries"));
    var clock = new ClockAhead();
    var requests = new AtomicLong();
    try (var pods = pods(models, "127.0.78.4", requests, () -> "")) {
      Kube.withOperator(
          kube,
          site(models, "http://127.0.78.5:9"),
          clock,
          () -> {
            begin(models, "127.0.78.4", canary("up"));
            doesWell(models, clock, requests);
            clock.pass(A_MINUTE);
            ModelDeployment md =
                models.awaitLooking(
                    "minilm", m -> Models.says(m, "Prometheus cannot be asked: Connection"));
            assertThat(Models.hasReason(md, "Analyzing")).isTrue();
            assertThat(Models.says(md, "error rate 0.00% is within the limit")).isTrue();
          });
      assertThat(pods.bodies()).isNotEmpty();
    }
  }

  @Test
  @Execution(CONCURRENT)
  void withoutAPrometheusOfTheSiteTheSpecIsRefused(ControlPlane kube) {
    var models = new Models(kube.client(), kube.newNamespace("queries"));
    Kube.withOperator(
        kube,
        models,
        () -> {
          models.apply("minilm", spec(1, ""));
          models.awaitReady("minilm");
          models.apply("minilm", spec(2, canary("up")));
          ModelDeployment md = models.awaitReason("minilm", "InvalidSpec");
          assertThat(Models.says(md, "set analysis.prometheus.url of its chart")).isTrue();
          assertThat(Models.is(md, "Available", "True")).isTrue();
        });
  }

  private static TestConfig site(Models models, String url) {
    return TestConfig.DEFAULT.watching(models.namespace()).withPrometheus(url);
  }

  /**
   * A pod serves, and the next version is declared; all pods tell their metrics at that address.
   */
  private static void begin(Models models, String address, String rollout) {
    models.apply("minilm", spec(1, ""));
    models.awaitReady("minilm");
    // only once it serves, since Kubernetes takes no such endpoint
    PodServer.isAt(models, models.pods("minilm").getFirst(), address);
    models.apply("minilm", spec(2, at(address) + rollout));
    models.awaitLooking("minilm", md -> canary(md) != null && canary(md).since() != null);
  }

  /** What pods have counted by the first look is of no request of the step. */
  private static void doesWell(Models models, ClockAhead clock, AtomicLong requests) {
    clock.pass(A_MINUTE);
    models.awaitLooking("minilm", md -> Models.says(md, "after 0 requests"));
    requests.set(ENOUGH);
    clock.pass(A_MINUTE);
    models.awaitLooking("minilm", md -> Models.says(md, "after %d requests".formatted(ENOUGH)));
  }

  private static PodServer pods(
      Models models, String address, AtomicLong requests, Supplier<String> more) {
    return new PodServer(
        address, PodServer.METRICS, () -> metrics(models, requests.get()) + more.get());
  }

  /** With the number of the live settings as they are written. */
  private static String metrics(Models models, long requests) {
    Matcher number = NUMBER.matcher(models.live("minilm"));
    return """
        fairlead_live_generation %s
        fairlead_requests_total{code="200",protocol="openai"} %d
        fairlead_forwarded_requests_total{outcome="answered"} %d
        """
        .formatted(number.find() ? number.group(1) : "0", 4 * requests, requests);
  }

  /** Of the candidate, once there is something to tell. */
  private static String told(Models models, @Nullable String errors) {
    if (errors == null) {
      return "";
    }
    ModelDeploymentStatus status = models.get("minilm").getStatus();
    return status == null || status.candidateRevision() == null
        ? ""
        : "shop_errors{revision=\"%s\"} %s\n".formatted(status.candidateRevision(), errors);
  }

  private static String vector(String value) {
    String series = value.isEmpty() ? "" : "{\"metric\":{},\"value\":%s}".formatted(value);
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}"
        .formatted(series);
  }

  private static @Nullable CanaryStatus canary(ModelDeployment md) {
    RolloutStatus rollout = md.getStatus().rollout();
    return rollout == null ? null : rollout.canary();
  }

  private static List<QueryStatus> queries(ModelDeployment md) {
    return canary(md).queries();
  }

  private static String at(String address) {
    return "template: {metadata: {annotations: {test.fairlead.dev/address: %s}}}\n"
        .formatted(address);
  }

  private static String canary(String query) {
    return """
        rollout:
          strategy: Canary
          canary:
            steps: [{weight: 20, approval: Required}]
            analysis: {minRequests: 100, queries: [{name: errors, query: '%s', max: '0.9'}]}
        """
        .formatted(query);
  }

  private static String spec(int version, String more) {
    return """
        model: {uri: "oci://registry.test/models/minilm@sha256:%064d"}
        resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
        """
            .formatted(version)
        + more;
  }
}
