package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.Revision;
import java.util.Optional;
import java.util.stream.Stream;
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

  /**
   * Today's default where that revision has another one, as after an upgrade of the operator. Null
   * where it has that one, where its owner chose the image, and where nobody can tell: its record
   * was lost, or it asks for what this operator has no server for.
   */
  public @Nullable String newerThan(Revision revision) {
    Declared declared = revision.declared();
    boolean hasServer = onnxCuda != null || !declared.hasGpu();
    if (declared.uri().isEmpty() || declared.image() != null || !hasServer) {
      return null;
    }
    return format(declared)
        .map(format -> of(format, declared.hasGpu()))
        .filter(today -> !today.equals(revision.image()))
        .orElse(null);
  }

  /** Empty for one that this operator does not know. */
  private static Optional<ModelFormat> format(Declared declared) {
    String format = declared.format() == null ? ModelFormat.Auto.name() : declared.format();
    return Stream.of(ModelFormat.values()).filter(f -> f.name().equals(format)).findFirst();
  }

  private String ofOnnx(boolean hasGpu) {
    return hasGpu && onnxCuda != null ? onnxCuda : onnx;
  }
}
