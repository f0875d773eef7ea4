package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/** Text in, a label and its probability out. */
public final class TextClassificationTask extends TextTask<float[]> {
  private static final List<String> DIMENSIONS = List.of("texts", "labels");

  private final Classifier classifier;

  private TextClassificationTask(
      EngineModel model, Path folder, TensorSpec output, Batching batching) throws LoadException {
    super(model, folder, output, batching);
    classifier = Classifier.of(folder, output);
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
    return classifier.outputs();
  }

  @Override
  float[] read(TextOutput output, Tokens tokens) {
    return classifier.scores(output.row(0));
  }

  @Override
  Answer answer(Request request, List<float[]> scores, int tokens) {
    return request instanceof Request.Texts
        ? new Answer.Scores(classifier.labels(), scores, tokens)
        : new Answer.Tensors(classifier.answer(request, scores).outputs(), tokens);
  }
}
