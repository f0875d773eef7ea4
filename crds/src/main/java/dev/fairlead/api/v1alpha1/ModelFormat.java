package dev.fairlead.api.v1alpha1;

/** How the model file is encoded. */
public enum ModelFormat {
  /** Found from the files. */
  Auto,
  /** ONNX. */
  ONNX,
  /** XGBoost's own JSON or UBJSON. */
  XGBoost,
  /** PyTorch's TorchScript, which carries code. */
  TorchScript
}
