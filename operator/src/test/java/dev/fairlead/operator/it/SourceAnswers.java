package dev.fairlead.operator.it;

import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;

/** What sources of the host unresolved.test say, which fake nodes leave to the test. */
final class SourceAnswers {
  private static final List<String> ENDS = List.of("Succeeded", "Failed");

  private SourceAnswers() {}

  /** Where that tag leads to. */
  static String of(String identity) {
    return "Resolved: identity=%1$s files=1 bytes=7 uri=oci://unresolved.test/models/minilm@%1$s"
        .formatted(identity);
  }

  /** The pod that asks for that model ends with that line, as its node would report it. */
  static void end(Models models, String name, int exitCode, String line) {
    Pod pod =
        Waiting.await("a pod of the Job on a node")
            .until(
                () ->
                    models.resolvers(name).stream()
                        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                        .filter(p -> !ENDS.contains(p.getStatus().getPhase()))
                        .findFirst()
                        .orElse(null),
                found -> found != null && found.getSpec().getNodeName() != null);
    models.report(
        pod,
        p ->
            new PodBuilder(p)
                .editStatus()
                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("fetch")
                .withImage("registry.test/fairlead/fetch:1")
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(exitCode == 0 ? "Completed" : "Error")
                .withMessage(line)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
  }
}
