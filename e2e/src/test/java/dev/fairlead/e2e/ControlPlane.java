package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The static pods of the node that rules the cluster. */
final class ControlPlane {
  private static final String NAMESPACE = "kube-system";

  private ControlPlane() {}

  /** kill -9 for all of these at once; the kubelet starts them again, and the API is there. */
  static void kill(List<String> components) {
    Map<String, String> before = new HashMap<>();
    for (String component : components) {
      String id = containerId(component).output();
      assertThat(id).as(component).startsWith("containerd://");
      before.put(component, id);
    }
    before.values().forEach(ControlPlane::killTask);
    before.forEach(
        (component, id) -> Patience.until(component + " is back", () -> isAnother(component, id)));
    Patience.until("the API is there", () -> attempt("get", "--raw", "/readyz").code() == 0);
  }

  private static void killTask(String id) {
    Shell.run(
        "docker",
        "exec",
        Nodes.controlPlane(),
        "ctr",
        "-n",
        "k8s.io",
        "task",
        "kill",
        "-s",
        "SIGKILL",
        id.replaceFirst("^containerd://", ""));
  }

  private static boolean isAnother(String component, String id) {
    Shell.Result now = containerId(component);
    return now.code() == 0 && now.output().startsWith("containerd://") && !now.output().equals(id);
  }

  private static Shell.Result containerId(String component) {
    return attempt(
        "-n",
        NAMESPACE,
        "get",
        "pod",
        component + "-" + Nodes.controlPlane(),
        "-o",
        "jsonpath={.status.containerStatuses[0].containerID}");
  }

  /** Whatever comes of it: who rules may be away. */
  private static Shell.Result attempt(String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = "kubectl";
    command[1] = "--request-timeout=5s";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return Shell.attempt("", command);
  }
}
