package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.testsupport.Sampled;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A model server that others have written serves, and is replaced, like one of ours. */
@Sampled(days = 2)
class ForeignStory {
  /** Of the only file system there, in MiB. */
  private static final String SIZE_OF_SHARED_MEMORY =
      "import os; shm = os.statvfs('/dev/shm'); print(shm.f_frsize * shm.f_blocks >> 20)";

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void itAnswersAndNewVersionsTakeOverWithoutAFailedRequestUntilAllOfItGoes() throws Exception {
    Model model = stage.model("linear");
    Linear linear = new Linear(model).declare("LINEAR", Linear.READINESS_PATH);
    model.awaitSettled();

    assertThat(model.condition("Ready").orElseThrow().getMessage())
        .contains("spec.runtime.custom", "status.model does not apply");
    assertThat(model.status().model()).isNull();
    assertThat(linear.answer()).isEqualTo(3 + 2 * 4 + 0.5, within(1e-6));
    String pod = model.pods().getFirst().getMetadata().getName();
    assertThat(
            stage.kubectl(
                "exec", pod, "-c", "server", "--", "python3", "-c", SIZE_OF_SHARED_MEMORY))
        .as("MiB of /dev/shm")
        .isEqualToIgnoringWhitespace(Integer.toString(Linear.SHARED_MEMORY));

    tellsItsMetrics(model);

    String first = model.stableRevision();
    try (ToolPod clients = linear.clients()) {
      linear.declare("LINEAR_2", Linear.READINESS_PATH);
      model.awaitSettled();
      assertThat(model.stableRevision()).isNotEqualTo(first);

      assertThat(linear.answer()).isEqualTo(3 + 2 * 4 + 100, within(1e-6));

      String second = model.stableRevision();
      linear.declare(
          "LINEAR",
          Linear.READINESS_PATH,
          "rollout: {strategy: BlueGreen, blueGreen: {keepOld: 0s}}");
      model.awaitSettled();
      model.awaitGone(second);
      assertThat(model.stableRevision()).isEqualTo(first);
      assertThat(linear.answer()).isEqualTo(3 + 2 * 4 + 0.5, within(1e-6));

      Linear.noticedNothing(clients, Clients.ENOUGH);
    }

    stage.kubectl("delete", "modeldeployment", "linear");
    Patience.until(
        "nothing of it is left",
        () ->
            model.children(Deployment.class).isEmpty()
                && model.children(Service.class).isEmpty()
                && model.pods().isEmpty());
  }

  /** Where its pod says, which is what a Prometheus reads. */
  private static void tellsItsMetrics(Model model) throws Exception {
    Map<String, String> annotations = model.pods().getFirst().getMetadata().getAnnotations();
    assertThat(annotations).containsEntry("serving.fairlead.dev/metrics-port", "http");

    HttpResponse<String> metrics =
        PodHttp.get(model, annotations.get("serving.fairlead.dev/metrics-path"));

    assertThat(metrics.statusCode()).as(metrics.body()).isEqualTo(200);
    assertThat(metrics.body().lines())
        .as("the request that was answered is counted")
        .anyMatch(line -> line.matches("request_predict_seconds_count\\{.*\"linear\".*} [1-9].*"));
  }

  @Test
  void aWrongReadinessPathIsNamedWithWhatTheServerSaysThere() {
    Model misnamed = stage.model("misnamed");
    Linear linear = new Linear(misnamed).declare("LINEAR", "/no/such/path");

    assertThat(misnamed.awaitReason("ServerNotReady"))
        .contains("/no/such/path", "HTTP status 404", "spec.runtime.custom.readinessPath");

    linear.declare("LINEAR", Linear.READINESS_PATH);
    misnamed.awaitReady();
  }
}
