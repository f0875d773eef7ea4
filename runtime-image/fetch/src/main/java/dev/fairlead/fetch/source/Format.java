package dev.fairlead.fetch.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats that a model server loads, and how their files are named. */
public enum Format {
  ONNX("ONNX"),
  XGBOOST("XGBoost"),
  TORCH_SCRIPT("TorchScript");

  private final String value;

  Format(String value) {
    this.value = value;
  }

  /** As it stands in {@code model.format}. */
  public String value() {
    return value;
  }

  /** The format of this name. */
  public static Optional<Format> of(String value) {
    return Arrays.stream(values()).filter(format -> format.value.equals(value)).findFirst();
  }

  /** The usual names of a model's file, the best one first. */
  List<String> names() {
    return switch (this) {
      case ONNX -> List.of("model.onnx");
      case XGBOOST -> List.of("model.json", "model.ubj");
      case TORCH_SCRIPT -> List.of("model.pt");
    };
  }

  /** Whether a file may be a model of this format, by its name. */
  boolean fits(String path) {
    return endings().stream().anyMatch(path::endsWith);
  }

  private List<String> endings() {
    return switch (this) {
      case ONNX -> List.of(".onnx");
      case XGBOOST -> List.of(".ubj");
      case TORCH_SCRIPT -> List.of(".pt", ".pth", ".torchscript");
    };
  }
}
