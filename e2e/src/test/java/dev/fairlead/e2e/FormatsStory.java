package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.Sampled;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Models that are no ONNX, each on the server whose image has its engine. */
@Sampled(days = 3)
class FormatsStory {
  /** What is printed where all clients of others get the right answer. */
  private static final String[] ALL = {
    "kserve: equal",
    "kserve, bytes: equal",
    "kserve by gRPC: equal",
    "kserve by gRPC, bytes: equal",
    "tritonclient: equal",
    "tritonclient, bytes: equal",
    "tritonclient by gRPC: equal"
  };

  @RegisterExtension static final Stage stage = new Stage();

  /** Two trees: 1 or 2 by the first feature, 0.25 or 0.5 by the second, above 0.5. */
  @Test
  void aModelOfXgboostAnswers() throws Exception {
    Model stumps = stage.model("stumps");
    stumps.declare(Manifests.any("stumps", uri() + ", format: XGBoost"));
    stumps.awaitReady();

    assertThat(stumps.status().model().format()).isEqualTo("XGBoost");
    HttpResponse<String> answer =
        PodHttp.infer(
            stumps,
            "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[0,0,1,20]}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"data\":[1.75,3.0]");
    assertThat(
            PythonClients.run(
                stumps, "rows.py", "input", "output", "[[0, 0], [1, 20]]", "[1.75, 3.0]"))
        .contains(ALL);
  }

  /** It doubles its input. */
  @Test
  void aScriptOfPytorchAnswersOnceTheNamespaceLetsCodeRun() throws Exception {
    Model doubles = stage.model("doubles");
    doubles.declare(
        Manifests.any(
            "doubles", "uri: \"%s\", format: TorchScript".formatted(Manifests.uri("TORCHSCRIPT"))));
    assertThat(doubles.awaitReason("InvalidSpec")).contains("serving.fairlead.dev/allow-code=true");

    Shell.run(
        "kubectl", "label", "namespace", stage.namespace(), "serving.fairlead.dev/allow-code=true");
    doubles.awaitReady();

    HttpResponse<String> answer =
        PodHttp.infer(
            doubles,
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.5,-2]}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"data\":[3.0,-4.0]");
    assertThat(PythonClients.run(doubles, "rows.py", "x", "y", "[[1.5, -2]]", "[[3, -4]]"))
        .contains(ALL);
  }

  @Test
  void whoeverDoesNotNameTheFormatIsToldTo() {
    Model unnamed = stage.model("unnamed");
    unnamed.declare(Manifests.any("unnamed", uri()));

    assertThat(unnamed.awaitReason("FormatNotSupported"))
        .contains("model.json", "spec.model.format");

    unnamed.declare(Manifests.any("unnamed", uri() + ", format: XGBoost"));
    unnamed.awaitReady();
  }

  private static String uri() {
    return "uri: \"" + Manifests.uri("XGBOOST") + "\"";
  }
}
