package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelFormat;
import org.jspecify.annotations.Nullable;

/**
 * The model servers, of which each image has one engine.
 *
 * @param onnx for ONNX, and where nobody says a format
 * @param xgboost for XGBoost
 * @param pytorch for TorchScript
 * @param onnxCuda for ONNX on a GPU; null where the site has none
 */
public record RuntimeImages(
    String onnx, String xgboost, String pytorch, @Nullable String onnxCuda) {
  /** Whether there is one that uses a GPU. */
  public boolean knowGpus() {
    return onnxCuda != null;
  }

  /** The one for a format; null is Auto. */
  String of(@Nullable ModelFormat format, boolean hasGpu) {
    return switch (format) {
      case XGBoost -> xgboost;
      case TorchScript -> pytorch;
      case ONNX, Auto -> ofOnnx(hasGpu);
      case null -> ofOnnx(hasGpu);
    };
  }

  private String ofOnnx(boolean hasGpu) {
    return hasGpu && onnxCuda != null ? onnxCuda : onnx;
  }
}
