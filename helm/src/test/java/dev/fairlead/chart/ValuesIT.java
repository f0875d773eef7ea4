package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each value does, and what is refused before anything is installed. */
class ValuesIT {
  static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String CERTIFICATE =
      "-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE-----";
  private static final String SERVICE_MONITOR = "metrics.serviceMonitor.enabled=true";
  private static final String POD_MONITOR = "metrics.podMonitor.enabled=true";
  private static final String RULES = "metrics.rules.enabled=true";
  private static final String DASHBOARD = "metrics.dashboard.enabled=true";

  /**
   * One value that is set.
   *
   * @param path where it is in values.yaml
   * @param json what it is set to
   * @param effect a text that is in the manifests with the setting and not without it; after {@code
   *     !} the other way round
   * @param given another setting without which it has no effect; may be empty
   */
  record Setting(String path, String json, String effect, String given) {
    Setting(String path, String json, String effect) {
      this(path, json, effect, "");
    }

    /** All that has to be set. */
    List<String> all() {
      return given.isEmpty() ? List.of(toString()) : List.of(given, toString());
    }

    @Override
    public String toString() {
      return path + "=" + json;
    }
  }

  static Stream<Setting> settings() {
    return Stream.of(
        new Setting("image.registry", "\"r.example.com/t\"", "image: r.example.com/t/fairlead/"),
        new Setting("image.pullPolicy", "\"Always\"", "imagePullPolicy: Always"),
        new Setting("image.operator.repository", "\"o\"", "image: ghcr.io/o:"),
        new Setting("image.operator.tag", "\"9\"", "/fairlead/operator:9"),
        new Setting("image.operator.digest", "\"" + DIGEST + "\"", "/fairlead/operator@" + DIGEST),
        new Setting("image.fetch.repository", "\"f\"", "value: ghcr.io/f:"),
        new Setting("image.fetch.tag", "\"9\"", "/fairlead/fetch:9"),
        new Setting("image.fetch.digest", "\"" + DIGEST + "\"", "/fairlead/fetch@" + DIGEST),
        new Setting("image.runtimeOnnx.repository", "\"r\"", "value: ghcr.io/r:"),
        new Setting("image.runtimeOnnx.tag", "\"9\"", "/fairlead/runtime-onnx:9"),
        new Setting("image.runtimeOnnx.digest", "\"" + DIGEST + "\"", "/runtime-onnx@" + DIGEST),
        new Setting("image.runtimeXgboost.repository", "\"x\"", "value: ghcr.io/x:"),
        new Setting("image.runtimeXgboost.tag", "\"9\"", "/fairlead/runtime-xgboost:9"),
        new Setting(
            "image.runtimeXgboost.digest", "\"" + DIGEST + "\"", "/runtime-xgboost@" + DIGEST),
        new Setting("image.runtimePytorch.repository", "\"p\"", "value: ghcr.io/p:"),
        new Setting("image.runtimePytorch.tag", "\"9\"", "/fairlead/runtime-pytorch:9"),
        new Setting(
            "image.runtimePytorch.digest", "\"" + DIGEST + "\"", "/runtime-pytorch@" + DIGEST),
        new Setting("image.runtimeOnnxCuda.repository", "\"c\"", "value: ghcr.io/c:"),
        new Setting("image.runtimeOnnxCuda.tag", "\"9\"", "/fairlead/runtime-onnx-cuda:9"),
        new Setting(
            "image.runtimeOnnxCuda.digest", "\"" + DIGEST + "\"", "/runtime-onnx-cuda@" + DIGEST),
        new Setting("imagePullSecrets", "[{\"name\": \"regcred\"}]", "- name: regcred"),
        new Setting("model.imagePullSecrets", "[\"a\", \"b\"]", "value: \"a,b\""),
        new Setting("model.podDisruptionBudget.enabled", "false", "FAIRLEAD_BUDGETS_ENABLED"),
        new Setting("trustedCAs", "\"" + CERTIFICATE + "\"", CERTIFICATE),
        new Setting("proxy.https", "\"http://p.test:1\"", "value: \"http://p.test:1\""),
        new Setting("proxy.http", "\"http://[fd00::1]:2\"", "value: \"http://[fd00::1]:2\""),
        new Setting("proxy.noProxy", "[\"n\", \"10.0.0.0/8\"]", "value: \"n,10.0.0.0/8\""),
        new Setting("proxy.secretName", "\"corp\"", "value: \"corp\""),
        new Setting("fetch.plainHttpHosts", "[\"a:1\", \"b\"]", "value: \"a:1,b\""),
        new Setting("fetch.allowedHosts", "[\"c\", \"d\"]", "value: \"c,d\""),
        new Setting("endpoints.hub", "\"https://hub.test\"", "value: \"https://hub.test\""),
        new Setting("endpoints.s3", "\"http://s3.test:9000\"", "value: \"http://s3.test:9000\""),
        new Setting("endpoints.djl", "\"https://zoo.test\"", "value: \"https://zoo.test\""),
        new Setting(
            "resolve.podLabels", label("rl"), resolved("podLabels", "{rl.example.com/x:1}")),
        new Setting(
            "resolve.podAnnotations",
            label("ra"),
            resolved("podAnnotations", "{ra.example.com/x:1}")),
        new Setting(
            "resolve.nodeSelector", label("rs"), resolved("nodeSelector", "{rs.example.com/x:1}")),
        new Setting(
            "resolve.tolerations",
            "[{\"key\": \"rt.example.com/x\"}]",
            resolved("tolerations", "[{key:rt.example.com/x}]")),
        new Setting("resolve.priorityClassName", "\"rp\"", resolved("priorityClassName", "rp")),
        new Setting("resolve.runtimeClassName", "\"rr\"", resolved("runtimeClassName", "rr")),
        new Setting("resolve.schedulerName", "\"rn\"", resolved("schedulerName", "rn")),
        new Setting(
            "analysis.prometheus.url",
            "\"https://prom.test/team\"",
            "value: \"https://prom.test/team\""),
        new Setting("probe.grace", "\"33s\"", "value: \"33s\""),
        new Setting("watchNamespaces", "[\"w\", \"x\"]", "value: \"w,x\""),
        new Setting("userRoles.enabled", "false", "!aggregate-to-view"),
        new Setting("crds.enabled", "false", "!kind: CustomResourceDefinition"),
        new Setting("policies.enabled", "false", "!kind: ValidatingAdmissionPolicy\n"),
        new Setting("replicas", "3", "replicas: 3"),
        new Setting("resources.requests", "{\"cpu\": \"77m\"}", "cpu: 77m"),
        new Setting("resources.limits", "{\"memory\": \"377Mi\"}", "memory: 377Mi"),
        new Setting("podDisruptionBudget.enabled", "false", "!kind: PodDisruptionBudget"),
        new Setting("serviceAccount.create", "false", "!\nkind: ServiceAccount\n"),
        new Setting("serviceAccount.name", "\"mine\"", "serviceAccountName: \"mine\""),
        new Setting("serviceAccount.annotations", label("a"), "\n    a.example.com/x: \"1\"\n"),
        new Setting("podLabels", label("l"), "\n        l.example.com/x: \"1\"\n"),
        new Setting("podAnnotations", label("n"), "\n        n.example.com/x: \"1\"\n"),
        new Setting("nodeSelector", label("s"), "\n        s.example.com/x: \"1\"\n"),
        new Setting("tolerations", "[{\"key\": \"t.example.com/x\"}]", "key: t.example.com/x"),
        new Setting("affinity", "{\"nodeAffinity\": {}}", "nodeAffinity: {}"),
        new Setting("priorityClassName", "\"first\"", "priorityClassName: \"first\""),
        new Setting("metrics.serviceMonitor.enabled", "true", "\nkind: ServiceMonitor\n"),
        new Setting(
            "metrics.serviceMonitor.interval", "\"7s\"", "interval: \"7s\"", SERVICE_MONITOR),
        new Setting(
            "metrics.serviceMonitor.labels",
            label("sm"),
            "\n    sm.example.com/x: \"1\"\n",
            SERVICE_MONITOR),
        new Setting("metrics.podMonitor.enabled", "true", "\nkind: PodMonitor\n"),
        new Setting("metrics.podMonitor.interval", "\"8s\"", "interval: \"8s\"", POD_MONITOR),
        new Setting(
            "metrics.podMonitor.labels",
            label("pm"),
            "\n    pm.example.com/x: \"1\"\n",
            POD_MONITOR),
        new Setting("metrics.rules.enabled", "true", "\nkind: PrometheusRule\n"),
        new Setting("metrics.rules.labels", label("pr"), "\n    pr.example.com/x: \"1\"\n", RULES),
        new Setting(
            "metrics.rules.disabled",
            "[\"FairleadModelStalled\"]",
            "!alert: FairleadModelStalled\n",
            RULES),
        new Setting(
            "metrics.rules.runbooks",
            "\"https://docs.example.com/\"",
            "runbook_url: https://docs.example.com/troubleshooting.md#fairleadmodelnotready\n",
            RULES),
        new Setting("metrics.dashboard.enabled", "true", "\n  fairlead.json: |\n"),
        new Setting(
            "metrics.dashboard.labels", label("dl"), "\n    dl.example.com/x: \"1\"\n", DASHBOARD),
        new Setting(
            "metrics.dashboard.annotations",
            label("da"),
            "\n    da.example.com/x: \"1\"\n",
            DASHBOARD),
        new Setting("logLevel", "\"DEBUG\"", "value: \"DEBUG\""),
        new Setting("logFormat", "\"JSON\"", "name: QUARKUS_LOG_CONSOLE_JSON_ENABLED"),
        new Setting("nameOverride", "\"other\"", "name: fairlead-other\n"),
        new Setting("fullnameOverride", "\"quite-other\"", "name: quite-other\n"));
  }

  /** A map whose text values look like numbers: they must stay texts. */
  private static String label(String prefix) {
    return "{\"" + prefix + ".example.com/x\": \"1\"}";
  }

  /** How the operator is told of it: as JSON within YAML, whose words and numbers are quoted. */
  private static String resolved(String name, String value) {
    return (name + ":" + value).replaceAll("[\\w./]+", "\\\\\"$0\\\\\"");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyValueHasItsEffect(Setting setting) {
    String with = Helm.text(setting.all().toArray(String[]::new));
    String without = setting.given().isEmpty() ? Helm.text() : Helm.text(setting.given());
    if (setting.effect().startsWith("!")) {
      assertThat(without).contains(setting.effect().substring(1));
      assertThat(with).doesNotContain(setting.effect().substring(1));
    } else {
      assertThat(with).contains(setting.effect());
      assertThat(without).doesNotContain(setting.effect());
    }
  }

  @Test
  void noValueIsWithoutATest() {
    List<String> declared = Values.ofTheChart().all().stream().map(Values.Value::path).toList();
    assertThat(settings().map(Setting::path)).containsExactlyElementsOf(declared);
  }

  static Stream<String> groups() {
    return Stream.concat(
        Stream.of("", "tolerations[0].", "resolve.tolerations[0]."),
        Values.ofTheChart().all().stream()
            .map(value -> value.path().substring(0, value.path().lastIndexOf('.') + 1))
            .filter(group -> !group.isEmpty())
            .distinct());
  }

  @ParameterizedTest
  @MethodSource("groups")
  void whatDoesNotExistIsRefusedAtEveryDepth(String group) {
    assertRefused(group + "noSuchValue=1", "additional properties 'noSuchValue' not allowed");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            "image.registry=\"https://r.example.com\"",
            "image.registry must be a host with an optional port and path, such as registry.example.com/team, without https://"),
        Arguments.of("image.registry=\"\"", "at '/image/registry': minLength: got 0, want 1"),
        Arguments.of("image.registry=\"r.example.com/\"", "without a / at the end; it is"),
        Arguments.of(
            "image.pullPolicy=\"Sometimes\"",
            "at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'"),
        Arguments.of(
            "image.operator.digest=\"sha256:short\"",
            "at '/image/operator/digest': 'sha256:short' does not match pattern '^(sha256:[0-9a-f]{64})?$'"),
        Arguments.of("image.operator=\"r/o:1\"", "at '/image/operator': got string, want object"),
        Arguments.of(
            "imagePullSecrets=[\"regcred\"]", "at '/imagePullSecrets/0': got string, want object"),
        Arguments.of(
            "model.imagePullSecrets=[{\"name\": \"regcred\"}]",
            "at '/model/imagePullSecrets/0': got object, want string"),
        Arguments.of(
            "trustedCAs=\"ca.crt\"", "not the name of a file: --set-file trustedCAs=ca.crt"),
        Arguments.of(
            "trustedCAs=\"" + CERTIFICATE + "-----BEGIN CERTIFICATE-----MIIB\"",
            "trustedCAs ends within a certificate"),
        Arguments.of(
            "trustedCAs=\"" + CERTIFICATE + "-----BEGIN PRIVATE KEY-----\"",
            "trustedCAs must not hold a private key"),
        Arguments.of("proxy.https=\"p.test:1\"", "proxy.https must be http://HOST:PORT, such as"),
        Arguments.of("proxy.http=\"https://p.test:1\"", "proxy.http must be http://HOST:PORT"),
        Arguments.of("proxy.noProxy=\"a,b\"", "at '/proxy/noProxy': got string, want array"),
        Arguments.of("proxy.secretName=\"A b\"", "at '/proxy/secretName': 'A b' does not match"),
        Arguments.of("fetch.allowedHosts=\"a\"", "got string, want array"),
        Arguments.of(
            "analysis.prometheus.url=\"prometheus:9090\"",
            "at '/analysis/prometheus/url': 'prometheus:9090' does not match pattern"),
        Arguments.of("analysis.prometheus.url=\"http://a:b@c\"", "does not match pattern"),
        Arguments.of(
            "resolve.podLabels={\"a b\": \"c\"}",
            "resolve.podLabels: a b is no key of the form NAME or DOMAIN/NAME"),
        Arguments.of(
            "resolve.nodeSelector={\"/a\": \"c\"}",
            "resolve.nodeSelector: /a is no key of the form NAME or DOMAIN/NAME"),
        Arguments.of(
            "resolve.podLabels={\"a\": \"b c\"}",
            "at '/resolve/podLabels/a': 'b c' does not match pattern"),
        Arguments.of(
            "resolve.podLabels={\"serving.fairlead.dev/modeldeployment\": \"a\"}",
            "resolve.podLabels: serving.fairlead.dev/modeldeployment is set by Fairlead itself: choose another key"),
        Arguments.of(
            "resolve.podLabels={\"kuma.io/sidecar-injection\": \"enabled\"}",
            "resolve.podLabels: kuma.io/sidecar-injection is set by Fairlead itself"),
        Arguments.of(
            "resolve.podAnnotations={\"linkerd.io/inject\": \"enabled\"}",
            "resolve.podAnnotations: linkerd.io/inject is set by Fairlead itself"),
        Arguments.of(
            "resolve.tolerations=[{\"effect\": \"Never\"}]",
            "at '/resolve/tolerations/0/effect': value must be one of 'NoSchedule'"),
        Arguments.of(
            "resolve.priorityClassName=\"High\"",
            "at '/resolve/priorityClassName': 'High' does not match pattern"),
        Arguments.of("probe.grace=\"soon\"", "at '/probe/grace': 'soon' does not match pattern"),
        Arguments.of("probe.grace=10", "at '/probe/grace': got number, want string"),
        Arguments.of("watchNamespaces=\"a\"", "at '/watchNamespaces': got string, want array"),
        Arguments.of(
            "watchNamespaces=[\"team_a\"]",
            "at '/watchNamespaces/0': 'team_a' does not match pattern"),
        Arguments.of("watchNamespaces=[\"a\", \"a\"]", "at '/watchNamespaces'"),
        Arguments.of("replicas=0", "at '/replicas': minimum: got 0, want 1"),
        Arguments.of("replicas=\"2\"", "at '/replicas': got string, want integer"),
        Arguments.of("replicas=null", "missing property 'replicas'"),
        Arguments.of("crds.enabled=\"no\"", "at '/crds/enabled': got string, want boolean"),
        Arguments.of("policies.enabled=\"no\"", "at '/policies/enabled': got string, want boolean"),
        Arguments.of("resources={\"cpu\": 1}", "at '/resources': additional properties 'cpu'"),
        Arguments.of("podLabels={\"a\": 1}", "at '/podLabels/a': got number, want string"),
        Arguments.of("nodeSelector=\"a=b\"", "at '/nodeSelector': got string, want object"),
        Arguments.of("affinity={\"podAfinity\": {}}", "additional properties 'podAfinity'"),
        Arguments.of(
            "tolerations=[{\"effect\": \"Never\"}]",
            "at '/tolerations/0/effect': value must be one of 'NoSchedule'"),
        Arguments.of(
            "metrics.podMonitor.interval=\"often\"",
            "at '/metrics/podMonitor/interval': 'often' does not match pattern"),
        Arguments.of("metrics.rules=null", "at '/metrics': missing property 'rules'"),
        Arguments.of(
            "metrics.rules={\"enabled\": true, \"disabled\": [\"FairleadModelLazy\"]}",
            "metrics.rules.disabled names FairleadModelLazy, and there is no such alert: there are FairleadModelNotReady, "),
        Arguments.of(
            "metrics.rules.runbooks=\"docs\"",
            "at '/metrics/rules/runbooks': 'docs' does not match pattern"),
        Arguments.of("logLevel=\"LOUD\"", "at '/logLevel': value must be one of 'ERROR', 'WARN'"),
        Arguments.of("logFormat=\"XML\"", "at '/logFormat': value must be one of 'Text', 'JSON'"),
        Arguments.of("serviceAccount.name=\"A b\"", "at '/serviceAccount/name': 'A b' does not"),
        Arguments.of("nameOverride=\"A_b\"", "at '/nameOverride': 'A_b' does not match pattern"),
        Arguments.of(
            "fullnameOverride=\"" + "a".repeat(51) + "\"",
            "at '/fullnameOverride': maxLength: got 51, want 50"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void badValuesAreRefusedWithTheirNameAndTheCure(String value, String message) {
    assertRefused(value, message);
  }

  private static void assertRefused(String value, String message) {
    Helm.Result result = Helm.template(value);
    assertThat(result.code()).as(result.output()).isNotZero();
    assertThat(result.output()).contains(message);
  }

  @Test
  void aPasswordInTheUrlOfAProxyIsRefusedAndNotRepeated() {
    Helm.Result result = Helm.template("proxy.https=\"http://ada:s3cret@p.test:1\"");
    assertThat(result.code()).isNotZero();
    assertThat(result.output())
        .contains("the Secret that proxy.secretName names")
        .doesNotContain("s3cret");
  }

  @Test
  void severalMistakesAreToldAtOnce() {
    String output = Helm.template("replicas=0", "logLevel=1", "unknown=1").output();
    assertThat(output.lines().filter(line -> line.startsWith("- at ")).collect(Collectors.toSet()))
        .hasSize(3);
  }

  @Test
  void anOlderKubernetesIsRefused() {
    Helm.Result result = Helm.run("template", "x", Helm.CHART, "--kube-version", "1.28.9");
    assertThat(result.code()).isNotZero();
    assertThat(result.output()).contains("kubeVersion: >=1.29.0-0", "v1.28.9");
  }

  @Test
  void kubernetesWithoutPoliciesGetsNone() {
    Helm.Result result = Helm.run("template", "x", Helm.CHART, "--kube-version", "1.29.0");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("ValidatingAdmissionPolicy");
  }

  @Test
  void lintHasNothingToSay() {
    Helm.Result result = Helm.run("lint", "--strict", "--kube-version", "1.34", Helm.CHART);
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain("[WARNING]", "[ERROR]");
  }
}
