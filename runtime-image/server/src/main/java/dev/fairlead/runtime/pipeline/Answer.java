package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Tensor;
import java.util.List;

/** What one client gets. */
public sealed interface Answer {
  /** How many were read for it; 0 where there are none. */
  default int tokens() {
    return 0;
  }

  /**
   * Tensors, in the order of the task's outputs.
   *
   * @param tokens how many were read for them; 0 where no text was
   */
  record Tensors(List<Tensor> outputs, int tokens) implements Answer {
    /** Of what is no text. */
    public Tensors(List<Tensor> outputs) {
      this(outputs, 0);
    }
  }

  /**
   * Embeddings, in the order of the texts.
   *
   * @param vectors all of the same length
   * @param tokens how many were read for them
   */
  record Embeddings(List<float[]> vectors, int tokens) implements Answer {}

  /**
   * Scores of texts, in their order.
   *
   * @param labels one for each score of a text
   * @param scores of each text
   * @param tokens how many were read for them
   */
  record Scores(List<String> labels, List<float[]> scores, int tokens) implements Answer {}

  /**
   * None: what was sent cannot be read.
   *
   * @param why for the client, who can mend it
   */
  record Rejected(String why) implements Answer {}
}
