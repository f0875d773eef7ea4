package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** From one vector for each token to one for the text. */
enum Pooling {
  /** The average over the tokens that are not padding. */
  MEAN,
  /** The vector of the first token, or the only one. */
  FIRST;

  /**
   * As sentence-transformers writes it, in {@code 1_Pooling/config.json}; mean without that file.
   */
  static Pooling of(Path folder) throws LoadException {
    JsonNode config = TokenizerFile.read(folder.resolve("1_Pooling").resolve("config.json"));
    if (config.path("pooling_mode_cls_token").asBoolean(false)) {
      return FIRST;
    }
    if (config.isMissingNode() || config.path("pooling_mode_mean_tokens").asBoolean(false)) {
      return MEAN;
    }
    throw new LoadException(
        Reason.FormatNotSupported,
        "1_Pooling/config.json asks for a pooling other than mean or cls: set spec.model.task to Tensor");
  }

  /** The vector of one text. */
  float[] pool(TextOutput output) {
    return this == FIRST ? output.row(0) : output.mean();
  }

  /** To length 1; a vector of zeros stays one. */
  static float[] normalise(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    var norm = (float) Math.max(Math.sqrt(square), 1e-12);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= norm;
    }
    return vector;
  }
}
