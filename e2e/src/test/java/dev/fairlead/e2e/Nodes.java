package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    String node = ofPod(namespace, pod);
    String id = containerId(namespace, pod, container);
    onNode(node, "ctr", "-n", "k8s.io", "task", "kill", "-s", "SIGKILL", id);
  }

  /**
   * kill -9 for the shim between the runtime and the containers of a pod; they end with it, and
   * nobody is told before.
   */
  static void killShim(String namespace, String pod, String container) {
    String node = ofPod(namespace, pod);
    String id = containerId(namespace, pod, container);
    String sandbox =
        json(onNode(node, "ctr", "-n", "k8s.io", "containers", "info", id))
            .path("Spec")
            .path("annotations")
            .path("io.kubernetes.cri.sandbox-id")
            .asText();
    assertThat(sandbox).as("sandbox of %s", pod).isNotEmpty();
    String shim = onNode(node, "pgrep", "-f", "containerd-shim.* -id " + sandbox).strip();
    assertThat(shim).as("process of the shim of %s", pod).matches("\\d+");
    onNode(node, "kill", "-KILL", shim);
  }

  /** The machine stands still: nothing on it does anything, and connections to it hang. */
  static void freeze(String node) {
    Shell.run("docker", "pause", node);
  }

  /** The machine is shut down, and nothing answers at its address. */
  static void stop(String node) {
    Shell.run("docker", "stop", node);
  }

  /** It goes on where it stood, or starts anew where it was shut down, and takes pods again. */
  static void bringBack(String node) {
    Shell.attempt("", "docker", "unpause", node); // it fails where nothing stands still
    Shell.run("docker", "start", node); // it does nothing where nothing was shut down
    Patience.until(node + " takes pods", () -> isReady(node) && taints(node).isEmpty());
  }

  /** Whether the cluster says that it hears from it. */
  static boolean isReady(String node) {
    return Shell.run(
            "kubectl",
            "get",
            "node",
            node,
            "-o",
            "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}")
        .equals("True");
  }

  /** Those that the cluster puts on a node that it does not hear from go a little later. */
  private static String taints(String node) {
    return Shell.run("kubectl", "get", "node", node, "-o", "jsonpath={.spec.taints[*].key}");
  }

  /** Where a pod is. */
  static String ofPod(String namespace, String pod) {
    return get(namespace, pod, "{.spec.nodeName}");
  }

  /** Where the pods of a namespace with that label are. */
  static List<String> of(String namespace, String selector) {
    return Shell.run(
            "kubectl",
            "-n",
            namespace,
            "get",
            "pods",
            "-l",
            selector,
            "-o",
            "jsonpath={range .items[*]}{.spec.nodeName}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  /** Those that take pods of anybody. */
  static List<String> workers() {
    return Shell.run(
            "kubectl", "get", "nodes", "-l", "!node-role.kubernetes.io/control-plane", "-o", "name")
        .lines()
        .map(name -> name.replaceFirst("^node/", ""))
        .toList();
  }

  /**
   * {@code kubectl drain}, to its end. The cluster's DNS stays where it is: kubeadm gives it no
   * budget, and what clients lose without it is not the model's.
   */
  static void drain(String node) {
    Shell.run(
        "kubectl",
        "drain",
        node,
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--force", // for what is left of tools that have done their work
        "--pod-selector=k8s-app!=kube-dns",
        "--timeout=" + Patience.ENOUGH.toSeconds() + "s");
  }

  static void uncordon(String node) {
    Shell.run("kubectl", "uncordon", node);
  }

  /** Every node has to pull images of these names again. */
  static void forgetImages(String names) {
    // an image has several references, one of them its id; the content goes with the last one
    String forget =
        "ctr -n k8s.io images ls | awk '$1 ~ \"%s\" { print $3 }' | sort -u | while read digest; do"
                .formatted(names)
            + " ctr -n k8s.io images ls | awk -v d=$digest '$3 == d { print $1 }'"
            + " | xargs -r ctr -n k8s.io images rm --sync; done";
    onEachNode(forget);
  }

  /**
   * No node knows an image by a name that begins so; what has other names too stays under these.
   */
  static void forgetNames(String beginning) {
    onEachNode(
        "ctr -n k8s.io images ls -q | grep '^%s' | xargs -r ctr -n k8s.io images rm"
            .formatted(beginning));
  }

  private static void onEachNode(String script) {
    for (String node : Shell.run("kubectl", "get", "nodes", "-o", "name").lines().toList()) {
      onNode(node.replaceFirst("^node/", ""), "sh", "-c", script);
    }
  }

  /** When the runtime made the container. */
  static Instant created(String namespace, String pod, String container) {
    String id = containerId(namespace, pod, container);
    String info = onNodeOf(namespace, pod, "ctr", "-n", "k8s.io", "containers", "info", id);
    return Instant.parse(json(info).path("CreatedAt").asText());
  }

  /** Resident memory of a container's first process, in MiB. */
  static long residentMebibytes(String namespace, String pod, String container) {
    String id = containerId(namespace, pod, container);
    String pid =
        onNodeOf(namespace, pod, "ctr", "-n", "k8s.io", "tasks", "ls")
            .lines()
            .map(line -> line.split(" +"))
            .filter(columns -> columns[0].equals(id))
            .map(columns -> columns[1])
            .findFirst()
            .orElseThrow();
    String line = onNodeOf(namespace, pod, "grep", "VmRSS", "/proc/" + pid + "/status");
    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
  }

  private static String onNodeOf(String namespace, String pod, String... command) {
    return onNode(ofPod(namespace, pod), command);
  }

  private static String onNode(String node, String... command) {
    var all = new ArrayList<>(List.of("docker", "exec", node));
    all.addAll(List.of(command));
    return Shell.run(all.toArray(String[]::new));
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
