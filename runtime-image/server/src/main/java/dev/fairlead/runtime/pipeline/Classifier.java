package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What clients get of a model that gives a number for each label. */
final class Classifier {
  private static final String LABEL = "label";
  private static final String SCORE = "score";
  private static final String SCORES = "scores";

  private final List<String> labels;
  private final Activation activation;

  private Classifier(List<String> labels, Activation activation) {
    this.labels = labels;
    this.activation = activation;
  }

  /**
   * Of a model's output and the files beside it.
   *
   * @throws LoadException if they do not fit together
   */
  static Classifier of(Path folder, TensorSpec output) throws LoadException {
    List<String> labels = Labels.of(folder, output);
    return new Classifier(labels, Labels.activation(folder, labels.size()));
  }

  /** By their place among the scores. */
  List<String> labels() {
    return labels;
  }

  /** How many labels there are. */
  int size() {
    return labels.size();
  }

  List<TensorSpec> outputs() {
    return List.of(
        new TensorSpec(LABEL, Datatype.BYTES, List.of(-1L)),
        new TensorSpec(SCORE, Datatype.FP32, List.of(-1L)),
        new TensorSpec(SCORES, Datatype.FP32, List.of(-1L, (long) labels.size())));
  }

  /** The probability of each label. */
  float[] scores(float[] logits) {
    return activation.apply(logits);
  }

  /** For one request: the probabilities of what it asked about, in its order. */
  Answer.Tensors answer(Request request, List<float[]> scores) {
    List<Tensor> outputs =
        List.of(
            Vectors.texts(
                LABEL,
                scores.stream()
                    .map(s -> labels.get(Scores.best(s)).getBytes(StandardCharsets.UTF_8))
                    .toList()),
            Vectors.column(SCORE, scores.stream().map(s -> s[Scores.best(s)]).toList()),
            Vectors.tensor(SCORES, scores, labels.size()));
    return new Answer.Tensors(Vectors.wanted(outputs, request));
  }
}
