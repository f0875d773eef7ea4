package dev.fairlead.operator.validate;

import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.operator.revision.Gpus;
import java.util.List;

/**
 * A GPU that the model server would not use is refused: it costs what a used one costs. Who names a
 * server of their own knows what that one can do.
 */
final class GpuRules {
  private static final String LIMITS = "spec.resources.limits asks for ";

  private GpuRules() {}

  static List<Violation> of(ModelDeploymentSpec spec, boolean hasGpuServer) {
    long gpus = Gpus.of(spec);
    boolean isOwnServer = spec.runtime() != null && spec.runtime().image() != null;
    if (gpus == 0 || isOwnServer) {
      return List.of();
    }
    ModelFormat format = spec.model().format();
    if (format != null && format != ModelFormat.ONNX && format != ModelFormat.Auto) {
      return violation(
          "a GPU, and the server for spec.model.format %s runs on CPUs only: take it out"
              .formatted(format));
    }
    if (!hasGpuServer) {
      return violation(
          "a GPU, and this operator has no server for one: set image.runtimeOnnxCuda of its chart,"
              + " or take the GPU out");
    }
    return gpus == 1
        ? List.of()
        : violation(
            gpus + " GPUs, and a server uses one: ask for 1, and for more pods by spec.replicas");
  }

  private static List<Violation> violation(String what) {
    return List.of(new Violation(LIMITS + what));
  }
}
