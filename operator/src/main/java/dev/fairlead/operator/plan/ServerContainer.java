package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;

/** The container of a model server of ours. */
final class ServerContainer {
  private ServerContainer() {}

  static Container of(ModelDeployment md, String revision, String image) {
    return new ContainerBuilder()
        .withName(ModelPod.SERVER)
        .withImage(image)
        .withEnv(ServerEnvironment.own(md, revision))
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("grpc")
        .withContainerPort(8081)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName("metrics")
        .withContainerPort(9090)
        .withProtocol("TCP")
        .endPort()
        .withReadinessProbe(probe("/v2/health/ready", 1, 3))
        .withLivenessProbe(probe("/v2/health/live", 10, 6))
        .withResources(ServerResources.of(md.getSpec()))
        .withSecurityContext(PodTemplate.restricted())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withVolumeMounts(ServerMounts.of(md, PodTemplate.MODEL_PATH))
        .build();
  }

  /** A GET that the container answers with success. */
  static Probe probe(String path, int periodSeconds, int failureThreshold) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString("http"))
        .withScheme("HTTP")
        .endHttpGet()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failureThreshold)
        .withTimeoutSeconds(5)
        .build();
  }
}
