package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.KubeBinaries;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The shell of somebody who has two clusters: kubectl speaks to the one, and with {@code --context
 * other} to the other one.
 *
 * @param home an empty folder, in which commands run
 */
record Terminal(Path home) {
  /** With a namespace of each cluster as that of its context. */
  static Terminal of(
      Path home, ControlPlane here, String namespace, ControlPlane other, String otherNamespace)
      throws IOException {
    Files.writeString(home.resolve("here"), context("here", here, namespace));
    Files.writeString(home.resolve("other"), context("other", other, otherNamespace));
    return new Terminal(home);
  }

  private static String context(String name, ControlPlane kube, String namespace)
      throws IOException {
    Config config = Serialization.unmarshal(Files.readString(kube.kubeconfig()), Config.class);
    NamedContext context = config.getContexts().getFirst();
    config.getClusters().getFirst().setName(name);
    config.getUsers().getFirst().setName(name);
    context.setName(name);
    context.getContext().setCluster(name);
    context.getContext().setUser(name);
    context.getContext().setNamespace(namespace);
    config.setCurrentContext(name);
    return Serialization.asYaml(config);
  }

  /** They have to work, each of them. */
  void type(String commands) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands);
    builder.environment().put("HOME", home.toString());
    builder
        .environment()
        .put("KUBECONFIG", home.resolve("here") + File.pathSeparator + home.resolve("other"));
    builder
        .environment()
        .merge(
            "PATH",
            KubeBinaries.ofThisMachine().directory().toString(),
            (path, kubectl) -> kubectl + File.pathSeparator + path);
    Path said = home.resolve("said");
    Process process =
        builder
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
  }
}
