package dev.fairlead.e2e;

import java.util.List;

/** What the cluster knew when a test failed. */
final class Evidence {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of(
              "get", "modeldeployments,deployments,services,endpointslices,pdb,pods", "-o", "wide"),
          List.of("get", "modeldeployments", "-o", "yaml"),
          List.of("get", "events", "--sort-by=.lastTimestamp"),
          List.of(
              "logs",
              "-l",
              "app.kubernetes.io/managed-by=fairlead",
              "--all-containers",
              "--prefix",
              "--tail=40",
              "--max-log-requests=50"));

  private Evidence() {}

  static String of(Stage stage) {
    var evidence = new StringBuilder("\n===== " + stage.namespace() + "\n");
    for (List<String> command : COMMANDS) {
      evidence
          .append("--- kubectl ")
          .append(String.join(" ", command))
          .append('\n')
          .append(stage.attempt(command.toArray(String[]::new)).output());
    }
    return evidence.append("--- operator\n").append(Operator.log("--tail=80")).toString();
  }
}
