package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.pipeline.Task;
import org.jspecify.annotations.Nullable;

/**
 * A model that is loaded and warm.
 *
 * @param format of its file
 * @param digest of its files as it was asked for, or as fetch recorded it; null where nobody did
 * @param model in its engine
 * @param task around it
 */
public record ServedModel(String format, @Nullable String digest, EngineModel model, Task task) {
  /** By the protocol's names for platforms, where it has one. */
  public String platform() {
    return format.equals("ONNX") ? "onnx_onnxv1" : format;
  }
}
