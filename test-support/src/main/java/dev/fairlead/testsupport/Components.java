package dev.fairlead.testsupport;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What comes on top of the API server: CRDs, controllers, scheduler, fake nodes. */
record Components(
    KubeBinaries binaries,
    Workspace workspace,
    ApiServer apiServer,
    KubernetesClient client,
    List<KubeProcess> running) {
  /** Far above the default of 20, by which they, and not what is tested, would set the pace. */
  private static final String API_QPS = "--kube-api-qps=500";

  private static final String API_BURST = "--kube-api-burst=1000";

  /** The names of the binaries that a configuration needs. */
  static List<String> needed(ControlPlaneConfig config) {
    var names = new ArrayList<>(List.of("etcd", "kube-apiserver", "kubectl"));
    if (config.controllers()) {
      names.add("kube-controller-manager");
    }
    if (config.nodes() > 0) {
      names.addAll(List.of("kube-scheduler", "kwok"));
    }
    return names;
  }

  void start(ControlPlaneConfig config) {
    if (config.controllers()) {
      startControllers();
    }
    if (config.nodes() > 0) {
      startNodes(config.nodes());
    }
    config.crds().forEach(this::install);
    if (config.controllers()) {
      await(
          "the first service account",
          () -> client.serviceAccounts().inNamespace("default").withName("default").get() != null);
    }
    await(
        "the fake nodes",
        () -> client.nodes().list().getItems().stream().allMatch(FakeNodes::isReady));
  }

  private void startControllers() {
    launch(
        "kube-controller-manager",
        Credentials.CONTROLLERS,
        "--leader-elect=false",
        "--secure-port=0",
        "--service-account-private-key-file=" + workspace.secrets().resolve("service-accounts.key"),
        "--root-ca-file=" + apiServer.certificateFile(),
        API_QPS,
        API_BURST);
  }

  private void startNodes(int count) {
    launch(
        "kube-scheduler",
        Credentials.SCHEDULER,
        "--leader-elect=false",
        "--secure-port=0",
        API_QPS,
        API_BURST);
    launch(
        "kwok",
        Credentials.NODES,
        "--config="
            + workspace.write(workspace.directory().resolve("kwok.yaml"), FakeNodes.stages()),
        "--manage-all-nodes=true",
        // Without heartbeats the controllers take a node for lost after 40 s, and its pods with it.
        "--node-lease-duration-seconds=40");
    for (int i = 1; i <= count; i++) {
      client.nodes().resource(FakeNodes.node("node-" + i).build()).create();
    }
  }

  private void install(URI location) {
    CustomResourceDefinition crd;
    try (InputStream in = location.toURL().openStream()) {
      crd = client.apiextensions().v1().customResourceDefinitions().load(in).item();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the CRD " + location, e);
    }
    var installed = client.apiextensions().v1().customResourceDefinitions().resource(crd);
    installed.create();
    await("the CRD of " + location, () -> isEstablished(installed.get()));
    // kubectl reads the schema from there; it follows the CRD after a moment.
    String group =
        crd.getSpec().getGroup() + "/" + crd.getSpec().getVersions().getFirst().getName();
    await("the schema of " + group, () -> isServed("/openapi/v3/apis/" + group));
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private boolean isServed(String path) {
    try {
      return client.raw(path) != null;
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private void launch(String program, String user, String... arguments) {
    var command = new ArrayList<String>();
    command.add(binaries.path(program).toString());
    command.add("--kubeconfig=" + workspace.kubeconfig(user));
    command.addAll(List.of(arguments));
    running.add(KubeProcess.start(workspace.directory(), workspace.log(program), command));
  }

  private void await(String what, Callable<Boolean> condition) {
    Waiting.until(
        what,
        () -> {
          running.forEach(KubeProcess::requireAlive);
          return condition.call();
        });
  }
}
