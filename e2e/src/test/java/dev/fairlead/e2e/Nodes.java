package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;

/** The machines of the test cluster, which are containers of kind's. */
final class Nodes {
  private Nodes() {}

  /** Whether a story may reach into the nodes; those of a foreign cluster are not ours. */
  static void assumeWithinReach() {
    assumeThat(controlPlane())
        .as("nodes of a kind cluster, as e2e/cluster/up makes them")
        .isNotEmpty();
  }

  static String controlPlane() {
    return Optional.ofNullable(System.getenv("FAIRLEAD_E2E_CONTROL_PLANE")).orElse("");
  }

  /** kill -9 for the process of a container: nobody is told before. */
  static void kill(String namespace, String pod, String container) {
    String node = get(namespace, pod, "{.spec.nodeName}");
    String id =
        get(
                namespace,
                pod,
                "{.status.containerStatuses[?(@.name==\"" + container + "\")].containerID}")
            .replaceFirst("^containerd://", "");
    assertThat(id).as("container %s of %s", container, pod).isNotEmpty();
    Shell.run("docker", "exec", node, "ctr", "-n", "k8s.io", "task", "kill", "-s", "SIGKILL", id);
  }

  private static String get(String namespace, String pod, String path) {
    return Shell.run("kubectl", "-n", namespace, "get", "pod", pod, "-o", "jsonpath=" + path);
  }
}
