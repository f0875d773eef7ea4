package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The chart without Helm: what it renders by default, as a file that kustomize builds on. */
final class PlainManifests {
  /** What {@code kubectl apply -k} is given. */
  static final Path FOLDER = Path.of("..", "deploy");

  static final Path FILE = FOLDER.resolve("operator.yaml");

  static final String COMMAND =
      "./mvnw verify -Papi -pl helm -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dit.test=PlainIT -Dfailsafe.failIfNoSpecifiedTests=false -Dmanifests.update=true";

  /** Labels that are only true of what Helm installs. */
  private static final List<String> OF_HELM =
      List.of("helm.sh/chart:", "app.kubernetes.io/managed-by: Helm");

  private PlainManifests() {}

  /** The CRD is apart, in crds/, so that there is one copy less of it. */
  static String text() {
    Helm.Result rendered =
        Helm.run(
            "template",
            "fairlead",
            Helm.CHART,
            "--namespace=" + Helm.NAMESPACE,
            "--kube-version=1.34",
            "--no-hooks",
            "--set=crds.enabled=false");
    assertThat(rendered.code()).as(rendered.output()).isZero();
    return rendered
        .output()
        .lines()
        .filter(line -> !line.isBlank())
        .filter(line -> OF_HELM.stream().noneMatch(line.strip()::startsWith))
        .collect(Collectors.joining("\n", "# Generated from the chart: " + COMMAND + "\n", "\n"));
  }
}
