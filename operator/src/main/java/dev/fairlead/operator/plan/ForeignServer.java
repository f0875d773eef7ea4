package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.util.Optional;

/**
 * How a model server that is not ours is asked whether it is ready.
 *
 * @param readinessPath what is asked for by GET
 * @param port that it listens on in its pod
 */
public record ForeignServer(String readinessPath, int port) {
  /** That of a revision, as it was recorded; empty where its server is ours. */
  public static Optional<ForeignServer> of(Revision revision) {
    return revision.declared().hasForeignServer()
        ? revision.template().getSpec().getContainers().stream()
            .filter(container -> ModelPod.SERVER.equals(container.getName()))
            .findFirst()
            .map(ForeignServer::in)
        : Optional.empty();
  }

  private static ForeignServer in(Container container) {
    int port =
        container.getPorts().stream()
            .filter(p -> "http".equals(p.getName()))
            .map(ContainerPort::getContainerPort)
            .findFirst()
            .orElseThrow();
    return new ForeignServer(container.getReadinessProbe().getHttpGet().getPath(), port);
  }
}
