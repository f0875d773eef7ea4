package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.tensor.Tensor;
import java.util.List;
import java.util.Set;

/** What one client asks. */
public sealed interface Request {
  /**
   * Tensors for the model.
   *
   * @param inputs checked against the task's
   * @param outputs names of the outputs wanted, all known
   */
  record Tensors(List<Tensor> inputs, Set<String> outputs) implements Request {}

  /** Texts to embed or to classify. */
  record Texts(List<Text> texts) implements Request {}

  /** One text, as characters or as the token ids that some tokenizer gave; or two of them. */
  sealed interface Text {
    /** Characters. */
    record Characters(String text) implements Text {}

    /** What the model compares, such as a question and a document. */
    record Pair(String first, String second) implements Text {}

    /** Token ids, special ones included. */
    record Tokens(List<Long> ids) implements Text {}
  }
}
