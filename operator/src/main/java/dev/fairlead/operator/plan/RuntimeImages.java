package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelFormat;
import org.jspecify.annotations.Nullable;

/**
 * The model servers, of which each image has one engine.
 *
 * @param onnx for ONNX, and where nobody says a format
 * @param xgboost for XGBoost
 * @param pytorch for TorchScript
 */
public record RuntimeImages(String onnx, String xgboost, String pytorch) {
  /** The one for a format; null is Auto. */
  String of(@Nullable ModelFormat format) {
    return switch (format) {
      case XGBoost -> xgboost;
      case TorchScript -> pytorch;
      case ONNX, Auto -> onnx;
      case null -> onnx;
    };
  }
}
