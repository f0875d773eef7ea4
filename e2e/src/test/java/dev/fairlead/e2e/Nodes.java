package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    String id = containerId(namespace, pod, container);
    Shell.run("docker", "exec", node, "ctr", "-n", "k8s.io", "task", "kill", "-s", "SIGKILL", id);
  }

  /** Every node has to pull images of these names again. */
  static void forgetImages(String names) {
    for (String node : Shell.run("kubectl", "get", "nodes", "-o", "name").lines().toList()) {
      Shell.run(
          "docker",
          "exec",
          node.replaceFirst("^node/", ""),
          "sh",
          "-c",
          "crictl images --digests --no-trunc | awk '$1 ~ \"%s\" { print $4 }' | sort -u | xargs -r crictl rmi"
              .formatted(names));
    }
  }

  /** What the container runtime knows of a container. */
  static JsonNode inspect(String namespace, String pod, String container) {
    return json(
        Shell.run(
            "docker",
            "exec",
            get(namespace, pod, "{.spec.nodeName}"),
            "crictl",
            "inspect",
            containerId(namespace, pod, container)));
  }

  /** Resident memory of a container's first process, in MiB. */
  static long residentMebibytes(String namespace, String pod, String container) {
    int pid = inspect(namespace, pod, container).path("info").path("pid").asInt();
    String line =
        Shell.run(
            "docker",
            "exec",
            get(namespace, pod, "{.spec.nodeName}"),
            "grep",
            "VmRSS",
            "/proc/" + pid + "/status");
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }

  private static String containerId(String namespace, String pod, String container) {
    String id =
        get(
                namespace,
                pod,
                "{.status.containerStatuses[?(@.name==\"" + container + "\")].containerID}")
            .replaceFirst("^containerd://", "");
    assertThat(id).as("container %s of %s", container, pod).isNotEmpty();
    return id;
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static String get(String namespace, String pod, String path) {
    return Shell.run("kubectl", "-n", namespace, "get", "pod", pod, "-o", "jsonpath=" + path);
  }
}
