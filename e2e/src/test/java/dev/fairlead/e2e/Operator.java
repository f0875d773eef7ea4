package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Fairlead's own pods, and the chart that brings them. */
final class Operator {
  /** The chart under test. */
  static final String CHART = "../helm/fairlead";

  static final String NAMESPACE = "fairlead-system";
  static final String SERVICE_ACCOUNT = "fairlead";
  static final String SELECTOR = "app.kubernetes.io/component=operator";

  private Operator() {}

  /** Lines of all operators. */
  static String log(String... more) {
    var command =
        new ArrayList<>(List.of("kubectl", "-n", NAMESPACE, "logs", "-l", SELECTOR, "--prefix"));
    command.addAll(List.of(more));
    return Shell.attempt("", command.toArray(String[]::new)).output();
  }

  /** What it says as it ends because the API server was away for as long as a lease holds. */
  private static final String LOST = "the lease was lost: ending";

  /**
   * Nothing that was not foreseen: no stack trace, no error. To be asked before a pod goes, since
   * its log goes with it.
   */
  static void hadNoSurprise() {
    for (String pod : pods()) {
      assertThat(wholeLog(pod).lines())
          .as("log of %s", pod)
          .noneMatch(line -> line.startsWith("\tat "))
          .noneMatch(line -> line.contains(" ERROR ") && !line.contains(LOST))
          // what it writes itself never breaks the schema
          .noneMatch(line -> line.contains("is invalid: status"));
    }
  }

  /**
   * No mistake of its own; trouble with an API server that is away is foreseen, and told as its
   * libraries tell it. To be asked where {@link #hadNoSurprise} asks for too much.
   */
  static void madeNoMistake() {
    for (String pod : pods()) {
      assertThat(wholeLog(pod).lines())
          .as("log of %s", pod)
          .noneMatch(line -> line.contains("please report this"));
    }
  }

  /** Other pods, with no record of trouble. */
  static void replace() {
    Shell.run("kubectl", "-n", NAMESPACE, "delete", "pods", "-l", SELECTOR);
    awaitReady();
    Patience.until("one of them leads", () -> pods().contains(leader()));
  }

  /** Of a container that was killed before, too. */
  private static String wholeLog(String pod) {
    String now =
        Patience.until(
                "the log of " + pod,
                () -> Shell.attempt("", "kubectl", "-n", NAMESPACE, "logs", pod),
                // one that is on its way out may be gone by now
                log -> assertThat(log.output()).containsAnyOf("started in", "(NotFound)"))
            .output();
    Shell.Result before = Shell.attempt("", "kubectl", "-n", NAMESPACE, "logs", pod, "--previous");
    return before.code() == 0 ? before.output() + now : now;
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
    hadNoSurprise();
    Nodes.kill(NAMESPACE, pod, "operator");
  }

  /** Its pods are replaced one after the other, as by an upgrade. */
  static void restart() {
    hadNoSurprise();
    Shell.run("kubectl", "-n", NAMESPACE, "rollout", "restart", "deployment/fairlead");
  }

  /** All its pods answer their readiness probe. */
  static void awaitReady() {
    Shell.run(
        "kubectl", "-n", NAMESPACE, "rollout", "status", "deployment/fairlead", "--timeout=180s");
  }

  /** Helm, with the images under test and what is given. */
  static void install(String chart, String... more) {
    hadNoSurprise();
    upgrade(chart, more);
  }

  /** The chart under test as {@code e2e/run} installs it, whatever its pods have come to. */
  static void restore() {
    upgrade(CHART);
  }

  private static void upgrade(String chart, String... more) {
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

  /** With its pods, which have no rights any more on their way out, and say so. */
  static void uninstall() {
    hadNoSurprise();
    Shell.run("helm", "uninstall", "fairlead", "--namespace", NAMESPACE, "--wait");
    Patience.until("none of its pods is left", () -> pods().isEmpty());
  }
}
