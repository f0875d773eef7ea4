package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.List;

/** The init container that brings the model's files. */
final class FetchContainer {
  private FetchContainer() {}

  static Container of(ModelDeploymentSpec spec, PodSettings settings) {
    ModelSpec model = spec.model();
    var container =
        new ContainerBuilder()
            .withName(ModelPod.FETCH)
            .withImage(settings.fetchImage())
            .withArgs(arguments(model, settings))
            .addNewPort()
            .withName("progress")
            .withContainerPort(8081)
            .withProtocol("TCP")
            .endPort()
            .withResources(FetchResources.beside(ServerResources.of(spec)))
            .withSecurityContext(PodTemplate.restricted())
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .addNewVolumeMount()
            .withName("model")
            .withMountPath(PodTemplate.MODEL_PATH)
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("tmp")
            .withMountPath("/tmp")
            .endVolumeMount()
            .addNewVolumeMount()
            .withName("trusted-cas")
            .withMountPath(PodTemplate.TRUSTED_CAS_PATH)
            .withReadOnly(true)
            .endVolumeMount();
    if (model.credentials() != null) {
      container
          .addNewVolumeMount()
          .withName("credentials")
          .withMountPath("/var/run/fairlead/credentials")
          .withReadOnly(true)
          .endVolumeMount();
    }
    if (settings.proxy().mountedSecret() != null) {
      container
          .addNewVolumeMount()
          .withName("proxy-credentials")
          .withMountPath(ForwardProxy.CREDENTIALS_PATH)
          .withReadOnly(true)
          .endVolumeMount();
    }
    return container.build();
  }

  private static List<String> arguments(ModelSpec model, PodSettings settings) {
    var arguments = new ArrayList<String>();
    arguments.add("--uri=" + model.uri());
    arguments.add("--destination=" + PodTemplate.MODEL_PATH);
    arguments.addAll(settings.endpoints().arguments(model));
    if (model.digest() != null) {
      arguments.add("--digest=" + model.digest());
    }
    if (model.storage() != null) {
      arguments.add("--max-bytes=" + model.storage().getNumericalAmount().toBigInteger());
    }
    if (model.credentials() != null) {
      arguments.add("--credentials=/var/run/fairlead/credentials");
      arguments.add("--credentials-name=" + model.credentials().secretRef().name());
    }
    if (!settings.plainHttpHosts().isEmpty()) {
      arguments.add("--plain-http-hosts=" + String.join(",", settings.plainHttpHosts()));
    }
    if (!settings.allowedHosts().isEmpty()) {
      arguments.add("--allowed-hosts=" + String.join(",", settings.allowedHosts()));
    }
    arguments.addAll(settings.proxy().arguments());
    arguments.add("--trusted-cas=" + PodTemplate.TRUSTED_CAS_PATH + "/ca.crt");
    arguments.add("--port=8081");
    return arguments;
  }
}
