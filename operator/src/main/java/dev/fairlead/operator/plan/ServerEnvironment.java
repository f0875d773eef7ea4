package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CustomSpec;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.ModelTask;
import dev.fairlead.api.v1alpha1.RuntimeSpec;
import dev.fairlead.api.v1alpha1.TemplatePodSpec;
import dev.fairlead.api.v1alpha1.TemplateSpec;
import dev.fairlead.operator.revision.Gpus;
import dev.fairlead.operator.validate.ClaimUri;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The environment variables of a model server; the declared ones come last. */
final class ServerEnvironment {
  private ServerEnvironment() {}

  /** Of a server of ours. */
  static List<EnvVar> own(ModelDeployment md, String revision) {
    ModelSpec model = md.getSpec().model();
    var env = new ArrayList<EnvVar>();
    env.addAll(place(model));
    env.addAll(identity(md));
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
    env.add(port("http", 8080));
    env.add(port("grpc", 8081));
    env.add(port("metrics", 9090));
    env.add(variable("FAIRLEAD_TERMINATION_LOG", "/dev/termination-log"));
    List<EnvVar> declared = declared(md);
    gracePeriod(md.getSpec().template())
        .filter(period -> declared.stream().noneMatch(d -> d.getName().equals(period.getName())))
        .ifPresent(env::add);
    if (Gpus.of(md.getSpec()) > 0) {
      // who pays for one is told if it cannot be used, and is not served by a CPU
      env.add(variable("FAIRLEAD_DEVICE", "gpu"));
    }
    env.addAll(declared);
    return env;
  }

  /**
   * Of a foreign one. Its root is read-only, and its user may have no home: what it writes without
   * being told where goes to {@code /tmp}, unless the declared variables say otherwise.
   */
  static List<EnvVar> foreign(ModelDeployment md, CustomSpec custom, String revision) {
    var env = new ArrayList<EnvVar>();
    env.add(folder(md.getSpec().model(), ForeignContainer.modelPath(custom)));
    env.addAll(identity(md));
    env.add(variable("FAIRLEAD_REVISION", revision));
    custom.ports().forEach(p -> env.add(port(p.name(), p.containerPort())));
    if (custom.metricsPort() != null) {
      env.add(port("metrics", custom.metricsPort()));
    }
    List<EnvVar> declared = declared(md);
    List<String> names = declared.stream().map(EnvVar::getName).toList();
    Stream.of(variable("HOME", "/tmp"), variable("XDG_CACHE_HOME", "/tmp/.cache"))
        .filter(writable -> !names.contains(writable.getName()))
        .forEach(env::add);
    env.addAll(declared);
    return env;
  }

  /** Where it is not what a server expects: it ends in order before it is killed. */
  private static Optional<EnvVar> gracePeriod(@Nullable TemplateSpec template) {
    return Optional.ofNullable(template)
        .map(TemplateSpec::spec)
        .map(TemplatePodSpec::terminationGracePeriodSeconds)
        .map(seconds -> variable("TERMINATION_GRACE_PERIOD_SECONDS", Long.toString(seconds)));
  }

  private static List<EnvVar> identity(ModelDeployment md) {
    EnvVar name = variable("FAIRLEAD_MODEL_NAME", WireName.of(md));
    String version = md.getSpec().model().version();
    return version == null
        ? List.of(name)
        : List.of(name, variable("FAIRLEAD_MODEL_VERSION", version));
  }

  private static List<EnvVar> declared(ModelDeployment md) {
    RuntimeSpec runtime = md.getSpec().runtime();
    return runtime == null || runtime.env() == null
        ? List.of()
        : runtime.env().stream().map(e -> variable(e.name(), e.value())).toList();
  }

  /** Where the files are; those that nobody fetched are checked by the server alone. */
  private static List<EnvVar> place(ModelSpec model) {
    var env = new ArrayList<EnvVar>();
    env.add(folder(model, PodTemplate.MODEL_PATH));
    if (ClaimUri.of(model.uri()).isPresent()) {
      env.add(variable("FAIRLEAD_MODEL_VOLUME", PodTemplate.MODEL_PATH));
      if (model.digest() != null) {
        env.add(variable("FAIRLEAD_MODEL_DIGEST", model.digest()));
      }
    }
    return env;
  }

  /** A claim is mounted as a whole, of which the model may be a folder. */
  private static EnvVar folder(ModelSpec model, String modelPath) {
    Optional<String> inClaim =
        ClaimUri.of(model.uri()).map(ClaimUri::path).filter(path -> !path.isEmpty());
    return variable(
        "FAIRLEAD_MODEL_DIR", inClaim.map(path -> modelPath + "/" + path).orElse(modelPath));
  }

  private static EnvVar port(String name, int number) {
    return variable(
        "FAIRLEAD_" + name.toUpperCase(Locale.ROOT) + "_PORT", Integer.toString(number));
  }

  private static EnvVar variable(String name, @Nullable String value) {
    // an empty value is not kept by the API server: sending it would differ for ever
    return new EnvVar(name, value == null || value.isEmpty() ? null : value, null);
  }
}
