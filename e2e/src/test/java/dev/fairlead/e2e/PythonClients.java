package dev.fairlead.e2e;

import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that others have written, on this machine, asking a model's first pod. */
final class PythonClients {
  private static final int REST = 8080;
  private static final int GRPC = 8081;

  private PythonClients() {}

  /**
   * Runs a script of {@code src/test/python} with the pod's URL, the model's name, the pod's gRPC
   * address and further arguments.
   *
   * @return what it printed
   * @throws AssertionError if it failed
   */
  static String run(Model model, String script, String... more) throws IOException {
    Stage stage = model.stage();
    PodResource pod =
        stage
            .client()
            .pods()
            .inNamespace(stage.namespace())
            .withName(model.pods().getFirst().getMetadata().getName());
    try (LocalPortForward rest = pod.portForward(REST);
        LocalPortForward grpc = pod.portForward(GRPC)) {
      var command =
          new ArrayList<>(
              List.of(
                  Shell.environment("FAIRLEAD_E2E_PYTHON"),
                  "src/test/python/" + script,
                  "http://127.0.0.1:" + rest.getLocalPort(),
                  model.name(),
                  "127.0.0.1:" + grpc.getLocalPort()));
      command.addAll(List.of(more));
      return Shell.run(command.toArray(String[]::new));
    }
  }
}
