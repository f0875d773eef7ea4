package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Fairlead's own pods, and the chart that brings them. */
final class Operator {
  static final String NAMESPACE = "fairlead-system";
  private static final String SELECTOR = "app.kubernetes.io/component=operator";

  private Operator() {}

  /** Lines of all operators. */
  static String log(String... more) {
    var command =
        new ArrayList<>(List.of("kubectl", "-n", NAMESPACE, "logs", "-l", SELECTOR, "--prefix"));
    command.addAll(List.of(more));
    return Shell.attempt("", command.toArray(String[]::new)).output();
  }

  /** Nothing that was not foreseen: no stack trace, no error. */
  static void hadNoSurprise() {
    assertThat(log("--tail=-1").lines())
        .as("log of the operators")
        .noneMatch(line -> line.contains("] \tat ") || line.contains(" ERROR "));
  }

  /** The names of its pods. */
  static List<String> pods() {
    return Shell.run(
            "kubectl",
            "-n",
            NAMESPACE,
            "get",
            "pods",
            "-l",
            SELECTOR,
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  /** The pod that works; the others wait. */
  static String leader() {
    return Shell.run(
        "kubectl",
        "-n",
        NAMESPACE,
        "get",
        "lease",
        "fairlead-operator",
        "-o",
        "jsonpath={.spec.holderIdentity}");
  }

  /** kill -9, as the kernel does when memory ends. */
  static void kill(String pod) {
    Nodes.kill(NAMESPACE, pod, "operator");
  }

  /** Its pods are replaced one after the other, as by an upgrade. */
  static void restart() {
    Shell.run("kubectl", "-n", NAMESPACE, "rollout", "restart", "deployment/fairlead");
  }

  /** All its pods answer their readiness probe. */
  static void awaitReady() {
    Shell.run(
        "kubectl", "-n", NAMESPACE, "rollout", "status", "deployment/fairlead", "--timeout=180s");
  }

  /** Helm, with the images under test and what is given. */
  static void install(String chart, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                "helm",
                "upgrade",
                "--install",
                "fairlead",
                chart,
                "--namespace",
                NAMESPACE,
                "--wait",
                "--timeout",
                "3m",
                "--values",
                Shell.environment("FAIRLEAD_E2E_VALUES")));
    command.addAll(List.of(more));
    Shell.run(command.toArray(String[]::new));
  }

  /** {@code helm test}: its own pod says what it found. */
  static String test() {
    return Shell.run("helm", "test", "fairlead", "--namespace", NAMESPACE, "--logs");
  }

  static void uninstall() {
    Shell.run("helm", "uninstall", "fairlead", "--namespace", NAMESPACE, "--wait");
  }
}
