package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the health script gets into Argo CD's settings. */
class ArgoCdIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer());

  private static final Path PAGES = Path.of("..", "docs", "gitops", "argocd");
  private static final String KEY =
      "resource.customizations.health.serving.fairlead.dev_ModelDeployment";
  private static final String FROM_FILE = "--from-file=" + KEY + "=";

  @Test
  void theCommandOfThePageAddsTheScriptAndKeepsWhatIsThere(ControlPlane kube) throws IOException {
    Path script = PAGES.resolve("health.lua");
    assertThat(Files.readString(PAGES.resolve("README.md")))
        .contains(FROM_FILE + "docs/gitops/argocd/health.lua", "--field-manager=fairlead");
    String name = kube.newNamespace("argocd");
    String namespace = "--namespace=" + name;
    String url = "https://argocd.example.com";
    run(kube, "", "create", "configmap", "argocd-cm", namespace, "--from-literal=url=" + url);

    String rendered =
        run(
            kube,
            "",
            "create",
            "configmap",
            "argocd-cm",
            namespace,
            FROM_FILE + script,
            "--dry-run=client",
            "-oyaml");
    run(kube, rendered, "apply", "--server-side", "--field-manager=fairlead", "-f", "-");

    ConfigMap settings = kube.client().configMaps().inNamespace(name).withName("argocd-cm").get();
    assertThat(settings.getData()).isEqualTo(Map.of("url", url, KEY, Files.readString(script)));
  }

  private static String run(ControlPlane kube, String input, String... arguments) {
    Kubectl.Result result = kube.kubectl().run(List.of(arguments), input);
    assertThat(result.status()).as(result.error()).isZero();
    return result.output();
  }
}
