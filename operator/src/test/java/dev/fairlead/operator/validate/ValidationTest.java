package dev.fairlead.operator.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  private static final List<String> PLAIN = List.of("plain.test:80", "all.test");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          model: {uri: 'HTTPS://host.test/x'}                                  | spec.model.uri must begin with https://, oci://, hf://, s3://, djl:// or pvc://
          model: {uri: 's3://b/m', endpoint: 'http://s3.test'}                 | spec.model.endpoint is without TLS: use https, or have s3.test listed in the operator's fetch.plainHttpHosts
          model: {uri: 's3://b/m', endpoint: 'http://plain.test:81'}           | spec.model.endpoint is without TLS: use https, or have plain.test listed in the operator's fetch.plainHttpHosts
          model: {uri: 'djl://g/a/1', endpoint: 'http://zoo.test'}             | spec.model.endpoint is without TLS: use https, or have zoo.test listed in the operator's fetch.plainHttpHosts
          model: {uri: 'djl://g/a/1', pinning: Strict}                         | spec.model.pinning is Strict: spec.model.digest must be given, or a uri that cannot change (oci://…@sha256:…, hf://…@COMMIT)
          model: {uri: 's3://b/m', endpoint: 's3.test'}                        | spec.model.endpoint must be https://HOST
          model: {uri: 'pvc://models/m', storage: 1Gi}                         | spec.model.storage has no use with pvc://: remove it
          model: {uri: 'pvc://models/m', credentials: {secretRef: {name: s}}}  | spec.model.credentials has no use with pvc://: remove it
          runtime: {env: [{name: FAIRLEAD_HTTP_PORT, value: '1'}]}             | spec.runtime.env: FAIRLEAD_HTTP_PORT is reserved: use another name
          runtime: {env: [{name: LD_PRELOAD, value: /x}]}                      | spec.runtime.env: LD_PRELOAD is reserved: use another name
          runtime: {env: [{name: JAVA_TOOL_OPTIONS}]}                          | spec.runtime.env: JAVA_TOOL_OPTIONS is reserved: use another name
          runtime: {env: [{name: JDK_JAVA_OPTIONS}]}                           | spec.runtime.env: JDK_JAVA_OPTIONS is reserved: use another name
          runtime: {env: [{name: _JAVA_OPTIONS}]}                              | spec.runtime.env: _JAVA_OPTIONS is reserved: use another name
          resources: {requests: {memory: 2Gi}, limits: {memory: 2G}}           | spec.resources.requests.memory must not be more than its limit
          resources: {requests: {cpu: 1001m}, limits: {cpu: 1}}                | spec.resources.requests.cpu must not be more than its limit
          model: {uri: 'oci://h.test/m:1', pinning: Strict}                    | spec.model.pinning is Strict: spec.model.digest must be given, or a uri that cannot change (oci://…@sha256:…, hf://…@COMMIT)
          model: {uri: 'oci://h.test/m:1', digest: 'sha256:0', track: {}}      | spec.model.track needs a uri that may stand for something else tomorrow, without spec.model.digest and spec.model.pinning: Strict: remove one of them
          model: {uri: 'pvc://models/m', track: {interval: 10m}}               | spec.model.track needs a uri that may stand for something else tomorrow, without spec.model.digest and spec.model.pinning: Strict: remove one of them
          model: {uri: 'hf://o/r@0123456789abcdef0123456789abcdef01234567', track: {}} | spec.model.track needs a uri that may stand for something else tomorrow, without spec.model.digest and spec.model.pinning: Strict: remove one of them
          {model: {uri: 'oci://h.test/x:1'}, runtime: {custom: {}}, rollout: {strategy: Canary}} | spec.rollout.strategy Canary needs Fairlead's own servers, or spec.route: with spec.runtime.custom and without a route use Rolling, BlueGreen or Recreate
          """)
  void aBreachNamesTheFieldAndTheCure(String spec, String message) {
    assertThat(Validation.of(named("minilm", spec), false, true, PLAIN, true))
        .extracting(Violation::message)
        .containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model: {uri: 'https://host.test/x.onnx'}",
        "model: {uri: 'oci://host.test/x:1'}",
        "model: {uri: 'pvc://models/m', digest: 'sha256:0'}",
        "model: {uri: 'hf://org/repo'}",
        "model: {uri: 'hf://o/r@0123456789abcdef0123456789abcdef01234567', pinning: Strict}",
        "model: {uri: 's3://b/m', digest: 'sha256:0', pinning: Strict}",
        "model: {uri: 'oci://host.test/x:1', pinning: Resolve}",
        "model: {uri: 'oci://host.test/x:1', pinning: Resolve, track: {interval: 5m}}",
        "model: {uri: 's3://b/m', track: {}}",
        "model: {uri: 'djl://g/a/1', track: {}}",
        "model: {uri: 's3://b/m', endpoint: 'https://s3.test:9000'}",
        "model: {uri: 's3://b/m', endpoint: 'http://plain.test:80'}",
        "model: {uri: 's3://b/m', endpoint: 'http://PLAIN.test'}",
        "model: {uri: 's3://b/m', endpoint: 'http://all.test:9000/x'}",
        "runtime: {env: [{name: MY_LD_PATH, value: /x}, {name: OMP_NUM_THREADS, value: '2'}]}",
        "resources: {requests: {cpu: 1000m, memory: 1Gi}, limits: {cpu: 1, memory: 1024Mi}}",
        "resources: {requests: {cpu: 64}}",
        "resources: {limits: {memory: 1Gi}}",
        "resources: {limits: {nvidia.com/gpu: 1}}",
        "{model: {uri: 'oci://h.test/x:1', format: ONNX}, resources: {limits: {nvidia.com/gpu: 1}}}"
      })
  void whatCanBeHasNone(String spec) {
    assertThat(Validation.of(named("minilm", spec), false, true, PLAIN, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pvc://",
        "pvc:///m",
        "pvc://Models/m",
        "pvc://-models/m",
        "pvc://models./m",
        "pvc://team:models/m",
        "pvc://models//m",
        "pvc://models/m//",
        "pvc://models/../m",
        "pvc://models/m/..",
        "pvc://models/./m",
        "pvc://models/a b",
        "pvc://models/$(HOME)",
        "pvc://models/m?x",
        "pvc://models/m#x",
        "pvc://models/%2e%2e/m"
      })
  void aClaimIsNamedAsItIs(String uri) {
    assertThat(ClaimUri.of(uri)).isEmpty();
    assertThat(
            Validation.of(
                named("minilm", "model: {uri: \"%s\"}".formatted(uri)), false, true, PLAIN, true))
        .extracting(Violation::message)
        .singleElement()
        .asString()
        .startsWith("spec.model.uri must be pvc://CLAIM/PATH: ");
  }

  @ParameterizedTest
  @CsvSource({
    "pvc://models, models, ''",
    "pvc://models/, models, ''",
    "pvc://models/m, models, m",
    "pvc://models/m/, models, m",
    "pvc://my.models-2/hub/models--org--name/1.0+a_b@c=d~e, my.models-2, hub/models--org--name/1.0+a_b@c=d~e",
    "pvc://models/..m/m.., models, ..m/m..",
  })
  void aClaimsUriIsItsNameAndAFolder(String uri, String claim, String path) {
    assertThat(ClaimUri.of(uri)).contains(new ClaimUri(claim, path));
    assertThat(
            Validation.of(
                named("minilm", "model: {uri: \"%s\"}".formatted(uri)), false, true, PLAIN, true))
        .isEmpty();
  }

  @Test
  void aClaimsNameIsNoLongerThanThatOfAnObject() {
    assertThat(ClaimUri.of("pvc://" + "m".repeat(253))).isPresent();
    assertThat(ClaimUri.of("pvc://" + "m".repeat(254))).isEmpty();
  }

  @Test
  void allBreachesAreNamedAtOnce() {
    String spec = "{model: {uri: 'ftp://x'}, runtime: {env: [{name: LD_X}, {name: LD_Y}]}}";
    assertThat(Validation.of(named("minilm", spec), false, true, PLAIN, true)).hasSize(3);
  }

  @Test
  void goldenRequestsMayHave16KibibytesInTheSpec() {
    assertThat(Validation.of(golden(16_384, 0), false, true, PLAIN, true)).isEmpty();
    assertThat(Validation.of(golden(16_385, 0), false, true, PLAIN, true))
        .extracting(Violation::message)
        .containsExactly(
            "spec.rollout.verification.requests must be at most 16384 bytes in all, they are 16385:"
                + " put them into a ConfigMap and name it in configMapRef");
  }

  @Test
  void whatIsExpectedOfThemCountsToo() {
    assertThat(Validation.of(golden(8_192, 8_192), false, true, PLAIN, true)).isEmpty();
    assertThat(Validation.of(golden(8_192, 8_193), false, true, PLAIN, true))
        .extracting(Violation::message)
        .singleElement()
        .asString()
        .contains("they are 16385:");
  }

  @Test
  void theyCountAsBytesNotAsLetters() {
    ModelDeployment md = golden(16_384, 0, "ü");
    assertThat(Validation.of(md, false, true, PLAIN, true))
        .extracting(Violation::message)
        .singleElement()
        .asString()
        .contains("they are 16385:");
  }

  @Test
  void aNameLeavesRoomForTheNamesOfItsChildren() {
    String spec = "model: {uri: 'oci://host.test/x:1'}";
    assertThat(Validation.of(named("m".repeat(45), spec), false, true, PLAIN, true)).isEmpty();
    assertThat(Validation.of(named("m".repeat(46), spec), false, true, PLAIN, true))
        .extracting(Violation::message)
        .singleElement()
        .asString()
        .startsWith("metadata.name must be at most 45 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ONNX        | nvidia.com/gpu: 1        | a GPU, and this operator has no server for one: set image.runtimeOnnxCuda of its chart, or take the GPU out
          Auto        | nvidia.com/mig-1g.5gb: 1 | a GPU, and this operator has no server for one: set image.runtimeOnnxCuda of its chart, or take the GPU out
          XGBoost     | nvidia.com/gpu: 1        | a GPU, and the server for spec.model.format XGBoost runs on CPUs only: take it out
          TorchScript | nvidia.com/gpu: 1        | a GPU, and the server for spec.model.format TorchScript runs on CPUs only: take it out
          """)
  void aGpuThatNoServerWouldUseIsRefused(String format, String limit, String message) {
    assertThat(Validation.of(gpu(format, limit), true, false, PLAIN, true))
        .extracting(Violation::message)
        .containsExactly("spec.resources.limits asks for " + message);
  }

  @Test
  void moreGpusThanAServerUsesAreRefused() {
    assertThat(Validation.of(gpu("ONNX", "nvidia.com/gpu: 4"), false, true, PLAIN, true))
        .extracting(Violation::message)
        .containsExactly(
            "spec.resources.limits asks for 4 GPUs, and a server uses one:"
                + " ask for 1, and for more pods by spec.replicas");
  }

  @Test
  void aServerOfOnesOwnMayUseWhatItLikes() {
    String spec =
        "runtime: {image: 'registry.test/own:1'}\nresources: {limits: {nvidia.com/gpu: 4}}";
    assertThat(Validation.of(named("minilm", spec), false, false, PLAIN, true)).isEmpty();
  }

  @Test
  void queriesNeedAPrometheusOfTheSite() {
    String spec =
        """
        rollout:
          strategy: Canary
          canary:
            steps: [{weight: 5}]
            analysis: {queries: [{name: memory, query: up, max: '1'}]}
        """;
    assertThat(Validation.of(named("minilm", spec), false, true, PLAIN, true)).isEmpty();
    assertThat(Validation.of(named("minilm", spec), false, true, PLAIN, false))
        .containsExactly(
            new Violation(
                "spec.rollout.canary.analysis.queries ask the site's Prometheus, and this operator"
                    + " knows none: set analysis.prometheus.url of its chart, or remove the"
                    + " queries",
                true));
  }

  private static ModelDeployment gpu(String format, String limit) {
    return named(
        "minilm",
        "model: {uri: 'oci://host.test/x@sha256:0', format: %s}\nresources: {limits: {%s}}"
            .formatted(format, limit));
  }

  private static ModelDeployment golden(int request, int expect) {
    return golden(request, expect, "x");
  }

  /** Two golden requests of so many bytes together; 0 stands for as little as there can be. */
  private static ModelDeployment golden(int request, int expect, String letter) {
    String body = "{\"id\":\"\"}";
    String expected = "[{\"output\":\"a\",\"label\":\"\"}]";
    int least = 2 * expected.length();
    int more = expect == 0 ? 0 : expect - least;
    int rest = request - 2 * body.length() - (expect == 0 ? least : 0) - 1;
    String one =
        "{name: a, request: {id: '%s'}, expect: [{output: a, label: '%s'}]}"
            .formatted(letter + "x".repeat(rest), "x".repeat(more));
    String two = "{name: b, request: {id: ''}, expect: [{output: a, label: ''}]}";
    return named(
        "minilm",
        "rollout: {strategy: BlueGreen, verification: {requests: [%s, %s]}}".formatted(one, two));
  }

  private static ModelDeployment named(String name, String yaml) {
    String model = "model: {uri: 'oci://host.test/x:1'}\n";
    var md = new ModelDeployment();
    md.getMetadata().setName(name);
    md.setSpec(Scene.spec(yaml.contains("model:") ? yaml : model + yaml));
    return md;
  }
}
