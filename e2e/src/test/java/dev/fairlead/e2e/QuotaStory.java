package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Model servers that may use a part of the node's CPUs only, as real containers. */
class QuotaStory {
  /** By the limit: how many workers there are, on a node with two CPUs or more. */
  private static final Map<String, Integer> WORKERS = Map.of("500m", 1, "1", 1, "2", 2);

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void thereAreAsManyWorkersAsTheLimitAllowsAndAllAnswerTheSame() throws Exception {
    WORKERS.keySet().forEach(cpu -> model(cpu).declare(manifest(cpu)));

    for (Map.Entry<String, Integer> expected : WORKERS.entrySet()) {
      Model model = model(expected.getKey()).awaitReady();

      assertThat(PodHttp.metrics(model).lines())
          .as("with limits.cpu " + expected.getKey())
          .contains("fairlead_workers " + expected.getValue() + ".0");
      HttpResponse<String> answer =
          PodHttp.infer(
              model,
              "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0,0,1,20]}]}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"data\":[1.75,3.0]");
    }
  }

  private static Model model(String cpu) {
    return stage.model("cpu-" + cpu);
  }

  private static String manifest(String cpu) {
    return Manifests.any(
        "cpu-" + cpu,
        "uri: \"" + Manifests.uri("XGBOOST") + "\", format: XGBoost",
        """
        resources: {requests: {cpu: 50m, memory: 192Mi}, limits: {cpu: "%s", memory: 768Mi}}"""
            .formatted(cpu));
  }
}
