package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.ModelTask;
import dev.fairlead.api.v1alpha1.RuntimeSpec;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.revision.Gpus;
import dev.fairlead.operator.validate.ClaimUri;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The model server's container. */
final class ServerContainer {
  private ServerContainer() {}

  static Container of(ModelDeployment md, String revision, String image) {
    return new ContainerBuilder()
        .withName(ModelPod.SERVER)
        .withImage(image)
        .withEnv(environment(md, revision))
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
        .addNewVolumeMount()
        .withName("model")
        .withMountPath(PodTemplate.MODEL_PATH)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("trusted-cas")
        .withMountPath(PodTemplate.TRUSTED_CAS_PATH)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private static List<EnvVar> environment(ModelDeployment md, String revision) {
    ModelSpec model = md.getSpec().model();
    var env = new ArrayList<EnvVar>();
    env.addAll(place(model));
    env.add(variable("FAIRLEAD_MODEL_NAME", WireName.of(md)));
    if (model.version() != null) {
      env.add(variable("FAIRLEAD_MODEL_VERSION", model.version()));
    }
    env.add(
        variable(
            "FAIRLEAD_MODEL_FORMAT",
            (model.format() == null ? ModelFormat.Auto : model.format()).name()));
    env.add(
        variable(
            "FAIRLEAD_MODEL_TASK", (model.task() == null ? ModelTask.Auto : model.task()).name()));
    if (model.format() == ModelFormat.TorchScript) {
      // there is no such revision where the Namespace does not allow it
      env.add(variable("FAIRLEAD_ALLOW_CODE", "true"));
    }
    env.add(variable("FAIRLEAD_REVISION", revision));
    env.add(variable("FAIRLEAD_HTTP_PORT", "8080"));
    env.add(variable("FAIRLEAD_GRPC_PORT", "8081"));
    env.add(variable("FAIRLEAD_METRICS_PORT", "9090"));
    env.add(variable("FAIRLEAD_TERMINATION_LOG", "/dev/termination-log"));
    if (Gpus.of(md.getSpec()) > 0) {
      // who pays for one is told if it cannot be used, and is not served by a CPU
      env.add(variable("FAIRLEAD_DEVICE", "gpu"));
    }
    RuntimeSpec runtime = md.getSpec().runtime();
    if (runtime != null && runtime.env() != null) {
      runtime.env().forEach(e -> env.add(variable(e.name(), e.value())));
    }
    return env;
  }

  /** Where the files are; those that nobody fetched are checked by the server alone. */
  private static List<EnvVar> place(ModelSpec model) {
    Optional<ClaimUri> claim = ClaimUri.of(model.uri());
    if (claim.isEmpty()) {
      return List.of(variable("FAIRLEAD_MODEL_DIR", PodTemplate.MODEL_PATH));
    }
    var env = new ArrayList<EnvVar>();
    String path = claim.get().path();
    env.add(
        variable(
            "FAIRLEAD_MODEL_DIR",
            path.isEmpty() ? PodTemplate.MODEL_PATH : PodTemplate.MODEL_PATH + "/" + path));
    env.add(variable("FAIRLEAD_MODEL_VOLUME", PodTemplate.MODEL_PATH));
    if (model.digest() != null) {
      env.add(variable("FAIRLEAD_MODEL_DIGEST", model.digest()));
    }
    return env;
  }

  private static EnvVar variable(String name, @Nullable String value) {
    // an empty value is not kept by the API server: sending it would differ for ever
    return new EnvVar(name, value == null || value.isEmpty() ? null : value, null);
  }

  private static Probe probe(String path, int periodSeconds, int failureThreshold) {
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
