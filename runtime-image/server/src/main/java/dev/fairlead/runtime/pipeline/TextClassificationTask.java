package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Text in, a label and its probability out. */
public final class TextClassificationTask extends TextTask<float[]> {
  private static final List<String> DIMENSIONS = List.of("texts", "labels");
  private static final String LABEL = "label";
  private static final String SCORE = "score";
  private static final String SCORES = "scores";

  private final List<String> labels;
  private final boolean independent;

  private TextClassificationTask(
      EngineModel model, Path folder, TensorSpec output, Batching batching)
      throws LoadException {
    super(model, folder, output, batching);
    labels = Labels.of(folder, output);
    independent = Labels.areIndependent(folder, labels.size());
  }

  /** Whether the files say that they are those of a text classifier. */
  public static boolean accepts(EngineModel model, Path folder) throws LoadException {
    return Labels.accepts(model, folder, "ForSequenceClassification", DIMENSIONS);
  }

  /**
   * Of a loaded model, with the files beside it.
   *
   * @throws LoadException if they do not form a text classifier
   */
  public static TextClassificationTask load(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    var task =
        new TextClassificationTask(model, folder, Labels.logits(model, DIMENSIONS), batching);
    task.warmUp();
    return task;
  }

  @Override
  public String name() {
    return "TextClassification";
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(
        new TensorSpec(LABEL, Datatype.BYTES, List.of(-1L)),
        new TensorSpec(SCORE, Datatype.FP32, List.of(-1L)),
        new TensorSpec(SCORES, Datatype.FP32, List.of(-1L, (long) labels.size())));
  }

  @Override
  float[] read(TextOutput output, Tokens tokens) {
    return independent ? Scores.sigmoid(output.row(0)) : Scores.softmax(output.row(0));
  }

  @Override
  Answer answer(Request request, List<float[]> scores, int tokens) {
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
