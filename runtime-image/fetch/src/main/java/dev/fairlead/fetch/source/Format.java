package dev.fairlead.fetch.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats that a model server loads, and how their files are named. */
public enum Format {
  ONNX("ONNX", List.of("model.onnx"), List.of(".onnx")),
  XGBOOST("XGBoost", List.of("model.json", "model.ubj"), List.of(".ubj")),
  TORCH_SCRIPT("TorchScript", List.of("model.pt"), List.of(".pt", ".pth", ".torchscript"));

  private final String value;
  private final List<String> names;
  private final List<String> endings;

  Format(String value, List<String> names, List<String> endings) {
    this.value = value;
    this.names = names;
    this.endings = endings;
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
    return names;
  }

  /** Whether a file may be a model of this format, by its name. */
  boolean fits(String path) {
    return endings.stream().anyMatch(path::endsWith);
  }
}
