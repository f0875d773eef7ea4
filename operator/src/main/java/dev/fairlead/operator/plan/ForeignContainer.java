package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CustomSpec;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.ArrayList;
import java.util.List;

/** The container of a model server that is not ours ({@code spec.runtime.custom}). */
final class ForeignContainer {
  private static final String READINESS_PATH = "/v2/health/ready";

  /**
   * Between the decision to stop a pod and the signal: a server of ours goes on for a while after
   * it, until no node sends anything new; a foreign one knows of no such while.
   */
  private static final long LAME_DUCK_SECONDS = 5;

  private ForeignContainer() {}

  static Container of(ModelDeployment md, CustomSpec custom, String revision, String image) {
    String readinessPath = custom.readinessPath() == null ? READINESS_PATH : custom.readinessPath();
    return new ContainerBuilder()
        .withName(ModelPod.SERVER)
        .withImage(image)
        .withCommand(custom.command())
        .withArgs(custom.args())
        .withEnv(ServerEnvironment.foreign(md, custom, revision))
        .withPorts(ports(custom))
        // an hour to listen: until then nothing else is asked, and it is not killed while it loads
        .withStartupProbe(listens(2, 1_800))
        .withReadinessProbe(ServerContainer.probe(readinessPath, 2, 3))
        // the kernel takes connections for a server that is only busy
        .withLivenessProbe(listens(10, 6))
        .withNewLifecycle()
        .withNewPreStop()
        .withNewSleep()
        .withSeconds(LAME_DUCK_SECONDS)
        .endSleep()
        .endPreStop()
        .endLifecycle()
        .withResources(ServerResources.of(md.getSpec()))
        .withSecurityContext(PodTemplate.restricted())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(ServerMounts.of(md, modelPath(custom)))
        .build();
  }

  /** Where it wants the model's files. */
  static String modelPath(CustomSpec custom) {
    return custom.modelMountPath() == null ? PodTemplate.MODEL_PATH : custom.modelMountPath();
  }

  private static List<ContainerPort> ports(CustomSpec custom) {
    var ports = new ArrayList<ContainerPort>();
    custom.ports().forEach(p -> ports.add(port(p.name(), p.containerPort())));
    if (custom.metricsPort() != null) {
      ports.add(port(ForeignMetrics.PORT, custom.metricsPort()));
    }
    return ports;
  }

  private static ContainerPort port(String name, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .build();
  }

  private static Probe listens(int periodSeconds, int failureThreshold) {
    return new ProbeBuilder()
        .withNewTcpSocket()
        .withPort(new IntOrString("http"))
        .endTcpSocket()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failureThreshold)
        .withTimeoutSeconds(5)
        .build();
  }
}
