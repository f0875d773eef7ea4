package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.revision.Resolved;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The container that brings the model's files, or only asks what the reference stands for. */
final class FetchContainer {
  private static final String URI = "--uri=";
  private static final String IDENTITY = "--identity=";

  private FetchContainer() {}

  /** Brings the files; of what was resolved, where it was. */
  static Container of(ModelDeploymentSpec spec, @Nullable Resolved resolved, PodSettings settings) {
    ModelSpec model = spec.model();
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(writable("model", PodTemplate.MODEL_PATH));
    mounts.addAll(mounts(model, settings));
    return container(settings, FetchResources.beside(ServerResources.of(spec)))
        .withArgs(bringing(model, resolved, settings))
        .addNewPort()
        .withName("progress")
        .withContainerPort(8081)
        .withProtocol("TCP")
        .endPort()
        .withVolumeMounts(mounts)
        .build();
  }

  /** Says what the reference stands for. */
  static Container resolving(ModelDeploymentSpec spec, PodSettings settings) {
    ModelSpec model = spec.model();
    var arguments = new ArrayList<String>(List.of(URI + model.uri(), "--resolve"));
    arguments.addAll(settings.endpoints().arguments(model));
    arguments.addAll(access(model, settings));
    return container(settings, FetchResources.alone(ServerResources.of(spec)))
        .withArgs(arguments)
        .withVolumeMounts(mounts(model, settings))
        .build();
  }

  /** What a template that was rendered with it had been resolved to; empty where nothing was. */
  static Optional<Resolved> resolved(PodTemplateSpec template) {
    List<String> arguments =
        template.getSpec().getInitContainers().stream()
            .filter(c -> ModelPod.FETCH.equals(c.getName()))
            .flatMap(c -> c.getArgs().stream())
            .toList();
    return value(URI, arguments)
        .flatMap(
            uri -> value(IDENTITY, arguments).map(identity -> new Resolved(uri, identity, null)));
  }

  private static Optional<String> value(String option, List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(option))
        .map(argument -> argument.substring(option.length()))
        .findFirst();
  }

  private static ContainerBuilder container(PodSettings settings, ResourceRequirements resources) {
    return new ContainerBuilder()
        .withName(ModelPod.FETCH)
        .withImage(settings.fetchImage())
        .withResources(resources)
        .withSecurityContext(PodTemplate.restricted())
        .withTerminationMessagePolicy("FallbackToLogsOnError");
  }

  private static List<VolumeMount> mounts(ModelSpec model, PodSettings settings) {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(writable("tmp", "/tmp"));
    mounts.add(readOnly("trusted-cas", PodTemplate.TRUSTED_CAS_PATH));
    if (model.credentials() != null) {
      mounts.add(readOnly("credentials", "/var/run/fairlead/credentials"));
    }
    if (settings.proxy().mountedSecret() != null) {
      mounts.add(readOnly("proxy-credentials", ForwardProxy.CREDENTIALS_PATH));
    }
    return mounts;
  }

  private static VolumeMount writable(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  private static VolumeMount readOnly(String volume, String path) {
    return new VolumeMountBuilder(writable(volume, path)).withReadOnly(true).build();
  }

  private static List<String> bringing(
      ModelSpec model, @Nullable Resolved resolved, PodSettings settings) {
    var arguments = new ArrayList<String>();
    arguments.add(URI + (resolved == null ? model.uri() : resolved.reference(model.uri())));
    if (resolved != null) {
      arguments.add(IDENTITY + resolved.identity());
    }
    arguments.add("--destination=" + PodTemplate.MODEL_PATH);
    arguments.addAll(settings.endpoints().arguments(model));
    if (model.digest() != null) {
      arguments.add("--digest=" + model.digest());
    }
    if (model.storage() != null) {
      arguments.add("--max-bytes=" + model.storage().getNumericalAmount().toBigInteger());
    }
    arguments.addAll(access(model, settings));
    arguments.add("--port=8081");
    return arguments;
  }

  /** How the source is reached, and with whose word. */
  private static List<String> access(ModelSpec model, PodSettings settings) {
    var arguments = new ArrayList<String>();
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
    return arguments;
  }
}
