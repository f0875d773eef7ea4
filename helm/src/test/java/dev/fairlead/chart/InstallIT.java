package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the CRD, and of ModelDeployments, when the chart comes, goes and changes. */
class InstallIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().dedicated());

  private static final String CRD = "crd/modeldeployments.serving.fairlead.dev";
  private static final String SAMPLE = "../crds/samples/valid/minimal.yaml";

  private final ControlPlane kube;

  InstallIT(ControlPlane kube) {
    this.kube = kube;
  }

  @BeforeEach
  void givenAnInstalledChartAndAModelDeployment() {
    helm("install", "fairlead", Helm.CHART, "--create-namespace");
    kubectl("wait", "--for=condition=Established", CRD, "--timeout=150s");
    kubectl("apply", "-f", SAMPLE);
  }

  @AfterEach
  void clear() {
    Helm.run(arguments("uninstall", "fairlead"));
    Helm.run(arguments("uninstall", "other"));
    kubectl("delete", CRD, "--ignore-not-found");
  }

  @Test
  void theCrdAndItsResourcesOutliveTheChartAndAreTakenOver() {
    String before = uids();

    String output = helm("uninstall", "fairlead");

    assertThat(output).contains("kept due to the resource policy", "[CustomResourceDefinition]");
    assertThat(kubectl("get", "deployments,services,clusterroles", "-A", "-o", "name"))
        .doesNotContain("fairlead");
    assertThat(uids()).isEqualTo(before);

    helm("install", "fairlead", Helm.CHART);

    assertThat(uids()).isEqualTo(before);
    assertThat(kubectl("get", "deployments", "-n", Helm.NAMESPACE, "-o", "name"))
        .contains("deployment.apps/fairlead");
  }

  @Test
  void aCrdThatTheChartNoLongerBringsStaysAndIsUpgradedAgainOnceItDoes() {
    String before = uids();

    helm("upgrade", "fairlead", Helm.CHART, "--set=crds.enabled=false");
    assertThat(uids()).isEqualTo(before);

    // as an older chart left it
    kubectl(
        "patch", CRD, "--type=json", "-p", "[{\"op\":\"remove\",\"path\":" + SHORT_NAMES + "}]");
    assertThat(shortNames()).isEmpty();

    helm("upgrade", "fairlead", Helm.CHART, "--set=crds.enabled=true");
    assertThat(uids()).isEqualTo(before);
    assertThat(shortNames()).isEqualTo("[\"md\"]");
  }

  private static final String SHORT_NAMES = "\"/spec/names/shortNames\"";

  private String shortNames() {
    return kubectl("get", CRD, "-o", "jsonpath={.spec.names.shortNames}");
  }

  @Test
  void theCrdOfAnotherReleaseIsTakenOnlyWhenAsked() {
    String before = uids();
    helm("uninstall", "fairlead");

    Helm.Result refused = Helm.run(arguments("install", "other", Helm.CHART));
    assertThat(refused.code()).isNotZero();
    assertThat(refused.output())
        .contains("modeldeployments.serving.fairlead.dev", "must equal \"other\"");

    helm("install", "other", Helm.CHART, "--take-ownership");
    assertThat(uids()).isEqualTo(before);
  }

  @Test
  void anUpgradeChangesWhatWasSetAndNothingElse() {
    String before = generation("service,serviceaccount,pdb");
    helm("upgrade", "fairlead", Helm.CHART, "--set=replicas=3");
    assertThat(
            kubectl(
                "get",
                "deployment/fairlead",
                "-n",
                Helm.NAMESPACE,
                "-o",
                "jsonpath={.spec.replicas}"))
        .isEqualTo("3");
    assertThat(generation("service,serviceaccount,pdb")).isEqualTo(before);
  }

  private String generation(String kinds) {
    return kubectl(
        "get",
        kinds,
        "-n",
        Helm.NAMESPACE,
        "-l",
        "app.kubernetes.io/part-of=fairlead",
        "-o",
        "jsonpath={range .items[*]}{.metadata.uid} {.metadata.resourceVersion}{\"\\n\"}{end}");
  }

  @Test
  void asManyReleasesAsTeamsHaveRoomInOneCluster() {
    String before = uids();
    // of the same name, which is nobody's business in a namespace of its own
    String[] own = {"--namespace", "team", "--kubeconfig", kube.kubeconfig().toString()};
    helm("upgrade", "fairlead", Helm.CHART, "--set-json=watchNamespaces=[\"default\"]");

    Helm.Result second =
        Helm.run(
            with(
                own,
                "install",
                "fairlead",
                Helm.CHART,
                "--create-namespace",
                "--set=crds.enabled=false",
                "--set-json=watchNamespaces=[\"team\"]"));
    assertThat(second.code()).as(second.output()).isZero();
    assertThat(kubectl("get", "roles", "-A"))
        .containsPattern("default +fairlead-models")
        .containsPattern("team +fairlead-models");
    assertThat(kubectl("get", "clusterroles", "-o", "name"))
        .contains("/fairlead." + Helm.NAMESPACE + "\n", "/fairlead.team\n")
        .doesNotContain("/fairlead\n");

    Helm.Result gone = Helm.run(with(own, "uninstall", "fairlead"));
    assertThat(gone.code()).as(gone.output()).isZero();
    assertThat(uids()).isEqualTo(before);
    assertThat(kubectl("get", "clusterroles", "-o", "name"))
        .contains("/fairlead." + Helm.NAMESPACE + "\n");
  }

  private static String[] with(String[] last, String... first) {
    return Stream.of(first, last).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void theNotesNameWhatWasInstalledAndTheirExampleIsAccepted() {
    String notes = helm("install", "other", Helm.CHART, "--dry-run=server", "--take-ownership");
    assertThat(notes)
        .contains("rollout status deployment/other-fairlead", "helm test other", "kubectl get md");

    String example = notes.split("<<YAML\n", 2)[1].split("\n *YAML\n", 2)[0];
    Kubectl.Result result =
        kube.kubectl()
            .run(
                List.of("apply", "--dry-run=server", "--validate=strict", "-f", "-"),
                example.stripIndent());
    assertThat(result.status()).as(result.error()).isZero();
    assertThat(kubectl("get", "md")).contains("minimal");
  }

  private String uids() {
    return kubectl("get", CRD, "-o", "jsonpath={.metadata.uid}")
        + kubectl("get", "md", "minimal", "-o", "jsonpath={.metadata.uid}");
  }

  private String helm(String... arguments) {
    Helm.Result result = Helm.run(arguments(arguments));
    assertThat(result.code()).as(result.output()).isZero();
    return result.output();
  }

  private String[] arguments(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("--namespace", Helm.NAMESPACE, "--kubeconfig", kube.kubeconfig().toString()));
    return all.toArray(String[]::new);
  }

  private String kubectl(String... arguments) {
    Kubectl.Result result = kube.kubectl().run(arguments);
    assertThat(result.status()).as(result.error()).isZero();
    return result.output();
  }
}
