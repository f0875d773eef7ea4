package dev.fairlead.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.plan.ResolvePods;
import dev.fairlead.testsupport.KubeBinaries;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the chart sets is what the operator reads: a name that nobody reads would do nothing. */
class ChartSettingsIT {
  private static final int ORDINAL_OF_THE_ENVIRONMENT = 300;

  @Test
  void everySettingOfTheChartArrives() throws Exception {
    Container container =
        container(
            "image.registry=\"r.example.com\"",
            "image.runtimeOnnxCuda.tag=\"cuda\"",
            "model.imagePullSecrets=[\"a\", \"b\"]",
            "model.podDisruptionBudget.enabled=false",
            "fetch.plainHttpHosts=[\"c:1\", \"d\"]",
            "fetch.allowedHosts=[\"e\", \"f\"]",
            "endpoints.hub=\"https://hub.test\"",
            "endpoints.s3=\"https://s3.test\"",
            "analysis.prometheus.url=\"http://prom.test:9090/team\"",
            "endpoints.djl=\"https://zoo.test\"",
            "trustedCAs=\"-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----\"",
            "proxy.https=\"http://p.example.com:3128\"",
            "proxy.http=\"http://[fd00::1]:3129\"",
            "proxy.noProxy=[\"g\", \"10.0.0.0/8\"]",
            "proxy.secretName=\"corp\"",
            "resolve.podLabels={\"a\": \"b\"}",
            "resolve.podAnnotations={\"c\": \"${d} $(POD_NAME) \\\"e\\\" <ü>\"}",
            "resolve.nodeSelector={\"f\": \"g\"}",
            "resolve.tolerations=[{\"key\": \"h\", \"operator\": \"Exists\"}]",
            "resolve.priorityClassName=\"i\"",
            "resolve.runtimeClassName=\"j\"",
            "resolve.schedulerName=\"k\"",
            "fullnameOverride=\"red\"",
            "watchNamespaces=[\"w\", \"x\"]",
            "probe.grace=\"33s\"");

    OperatorConfig config = config(container);

    assertThat(config.images().runtimeOnnx())
        .isEqualTo("r.example.com/fairlead/runtime-onnx:0.1.0");
    assertThat(config.images().runtimeXgboost())
        .isEqualTo("r.example.com/fairlead/runtime-xgboost:0.1.0");
    assertThat(config.images().runtimePytorch())
        .isEqualTo("r.example.com/fairlead/runtime-pytorch:0.1.0");
    assertThat(config.images().runtimeOnnxCuda())
        .contains("r.example.com/fairlead/runtime-onnx-cuda:cuda");
    assertThat(config.images().fetch()).isEqualTo("r.example.com/fairlead/fetch:0.1.0");
    assertThat(config.images().pullSecrets()).contains(List.of("a", "b"));
    assertThat(config.fetch().plainHttpHosts()).contains(List.of("c:1", "d"));
    assertThat(config.fetch().allowedHosts()).contains(List.of("e", "f"));
    assertThat(config.endpoints().hub()).contains("https://hub.test");
    assertThat(config.endpoints().s3()).contains("https://s3.test");
    assertThat(config.analysis().prometheusUrl()).contains("http://prom.test:9090/team");
    assertThat(config.endpoints().djl()).contains("https://zoo.test");
    assertThat(config.proxy().https()).contains("http://p.example.com:3128");
    assertThat(config.proxy().http()).contains("http://[fd00::1]:3129");
    assertThat(config.proxy().noProxy()).contains(List.of("g", "10.0.0.0/8"));
    assertThat(config.proxy().secretName()).contains("corp");
    assertThat(ResolvePods.of(config.resolve().pods().orElseThrow()))
        .isEqualTo(
            new ResolvePods(
                Map.of("a", "b"),
                Map.of("c", "${d} $(POD_NAME) \"e\" <ü>"),
                Map.of("f", "g"),
                List.of(new TolerationBuilder().withKey("h").withOperator("Exists").build()),
                "i",
                "j",
                "k"));
    assertThat(config.resolve().pods().orElseThrow())
        .as("what Kubernetes and Quarkus would put something else in place of")
        .doesNotContain("$");
    assertThat(config.probe().grace()).isEqualTo(Duration.ofSeconds(33));
    assertThat(config.budgets().enabled()).isFalse();
    assertThat(config.leaderElection().enabled()).isTrue();
    assertThat(config.leaderElection().lease()).isEqualTo("red-operator");
    assertThat(config.watchNamespaces()).contains(List.of("w", "x"));
    assertThat(config.trustedCas()).isPresent();
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains(config.trustedCas().orElseThrow().replaceFirst("/[^/]*$", ""));
  }

  @Test
  void itsDefaultsAreTheOperatorsOwn() throws Exception {
    OperatorConfig config = config(container());

    assertThat(config.images().runtimeOnnxCuda()).isEmpty();
    assertThat(config.images().pullSecrets()).isEmpty();
    assertThat(config.fetch().plainHttpHosts()).isEmpty();
    assertThat(config.fetch().allowedHosts()).isEmpty();
    assertThat(config.endpoints().hub()).isEmpty();
    assertThat(config.endpoints().s3()).isEmpty();
    assertThat(config.analysis().prometheusUrl()).isEmpty();
    assertThat(config.endpoints().djl()).isEmpty();
    assertThat(config.trustedCas()).isEmpty();
    assertThat(config.proxy().https()).isEmpty();
    assertThat(config.proxy().http()).isEmpty();
    assertThat(config.proxy().noProxy()).contains(List.of(".svc", ".cluster.local"));
    assertThat(config.proxy().secretName()).isEmpty();
    assertThat(config.resolve().pods()).isEmpty();
    assertThat(config.probe().grace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.budgets().enabled()).isTrue();
    assertThat(config.leaderElection().lease()).isEqualTo("fairlead-operator");
    assertThat(config.watchNamespaces()).isEmpty();
  }

  private static OperatorConfig config(Container container) {
    Map<String, String> environment =
        container.getEnv().stream()
            .filter(variable -> variable.getValue() != null)
            .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(OperatorConfig.class)
        .withSources(new EnvConfigSource(environment, ORDINAL_OF_THE_ENVIRONMENT))
        .build()
        .getConfigMapping(OperatorConfig.class);
  }

  /** The operator's, with these values: each one a path and its JSON. */
  private static Container container(String... values) throws IOException, InterruptedException {
    String helm = KubeBinaries.ofThisMachine().path("helm").toString();
    var builder =
        new ProcessBuilder(
            helm,
            "template",
            "fairlead",
            "../helm/fairlead",
            "--kube-version=1.34",
            "--show-only=templates/deployment.yaml");
    for (String value : values) {
      builder.command().add("--set-json=" + value);
    }
    Process process = builder.redirectErrorStream(true).start();
    String manifest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(manifest).isZero();
    return new KubernetesSerialization()
        .unmarshal(manifest, Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }
}
