package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fairlead without Helm: {@code kubectl apply -k deploy}. */
class PlainIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().dedicated());

  private static final String CRD = "crd/modeldeployments.serving.fairlead.dev";
  private static final String SAMPLE = "../crds/samples/valid/minimal.yaml";
  private static final String OVERLAY = "../docs/gitops/kustomize";

  private static final String DEFAULTED =
      "(poddisruptionbudget.policy|validatingadmissionpolicy.admissionregistration.k8s.io)/\\S+ configured";

  private final ControlPlane kube;

  PlainIT(ControlPlane kube) {
    this.kube = kube;
  }

  @Test
  void theCommittedManifestsAreCurrent() throws IOException {
    String now = PlainManifests.text();
    if (Boolean.getBoolean("manifests.update")) {
      Files.writeString(PlainManifests.FILE, now);
    }
    assertThat(Files.readString(PlainManifests.FILE))
        .as("%s is not current; run: %s", PlainManifests.FILE, PlainManifests.COMMAND)
        .isEqualTo(now);
  }

  @Test
  void theyInstallWhatTheChartInstallsAndItsNamespace() {
    Stream<String> ofTheChart =
        Helm.objects().stream().filter(o -> !o.getKind().equals("Pod")).map(PlainIT::name);
    assertThat(kustomized(folder()).stream().map(PlainIT::name))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(ofTheChart, Stream.of("Namespace " + Helm.NAMESPACE)).toList());
  }

  @Test
  void anApiServerTakesThemWithoutAWarningAndAgainWithoutAChange() {
    Kubectl.Result first = run("apply", "--validate=strict", "-k", folder());
    assertThat(first.error()).isEmpty();
    assertThat(first.status()).isZero();
    kubectl("wait", "--for=condition=Established", CRD, "--timeout=150s");

    String generations = generations();
    // kubectl sends lists as a whole where the API server filled in defaults, and calls that a
    // change
    assertThat(kubectl("apply", "-k", folder()).lines())
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" unchanged") || line.matches(DEFAULTED));
    assertThat(generations()).as("generations: nothing was changed").isEqualTo(generations);

    kubectl("apply", "-f", SAMPLE);
    assertThat(can("list", "modeldeployments.serving.fairlead.dev")).startsWith("yes");
    assertThat(can("list", "secrets")).startsWith("no");
  }

  private String generations() {
    return kubectl("get", "-k", folder(), "-o", "jsonpath={.items[*].metadata.generation}");
  }

  @Test
  void noToolDeletesTheCrdAndAllModelsWithTheOperator() {
    assertThat(kustomized(folder()))
        .filteredOn(object -> object.getKind().equals("CustomResourceDefinition"))
        .singleElement()
        .satisfies(
            crd ->
                assertThat(crd.getMetadata().getAnnotations())
                    .containsEntry("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")
                    .containsEntry("kustomize.toolkit.fluxcd.io/prune", "disabled"));
  }

  /** An image that it forgets would be pulled from the public registry. */
  @Test
  void theOverlayOfThePagesNamesEveryImageAndIsTaken() {
    String overlay = kubectl("kustomize", OVERLAY);
    assertThat(overlay)
        .contains("image: registry.example.com/team/fairlead/operator:", "replicas: 3")
        .doesNotContain("ghcr.io/");
    kubectl("apply", "--validate=strict", "-k", OVERLAY);
  }

  @Test
  void theChartTakesOverWhatTheyInstalled() {
    kubectl("apply", "-k", folder());

    Helm.Result installed = helm("install", "fairlead", Helm.CHART, "--take-ownership");

    assertThat(installed.code()).as(installed.output()).isZero();
    String label = "-ojsonpath={.metadata.labels.app\\.kubernetes\\.io/managed-by}";
    assertThat(kubectl("get", "deployment/fairlead", "-n", Helm.NAMESPACE, label))
        .isEqualTo("Helm");
    assertThat(helm("uninstall", "fairlead").code()).isZero();
  }

  private Helm.Result helm(String... arguments) {
    return Helm.run(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--namespace=" + Helm.NAMESPACE, "--kubeconfig=" + kube.kubeconfig()))
            .toArray(String[]::new));
  }

  private static String folder() {
    return PlainManifests.FOLDER.toString();
  }

  private static String name(GenericKubernetesResource object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private List<GenericKubernetesResource> kustomized(String folder) {
    return Helm.objectsOf(kubectl("kustomize", folder));
  }

  /** Whether the operator may; kubectl's status is 1 for no. */
  private String can(String verb, String resource) {
    String operator = "--as=system:serviceaccount:" + Helm.NAMESPACE + ":fairlead";
    return run("auth", "can-i", verb, resource, "-A", operator).output();
  }

  private Kubectl.Result run(String... arguments) {
    return kube.kubectl().run(arguments);
  }

  private String kubectl(String... arguments) {
    Kubectl.Result result = run(arguments);
    assertThat(result.status()).as(result.error()).isZero();
    return result.output();
  }
}
