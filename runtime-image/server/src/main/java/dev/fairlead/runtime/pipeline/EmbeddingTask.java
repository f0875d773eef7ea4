package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Text in, one vector out: tokenizer, model, pooling, normalisation, as sentence-transformers does
 * it.
 */
public final class EmbeddingTask extends TextTask<float[]> {
  private static final String EMBEDDING = "embedding";

  private final Pooling pooling;
  private final boolean normalise;
  private final long size;

  private EmbeddingTask(EngineModel model, Path folder, TensorSpec output, Batching batching)
      throws LoadException {
    super(model, folder, output, batching);
    pooling = output.shape().size() == 2 ? Pooling.FIRST : Pooling.of(folder);
    normalise = normalises(folder);
    size = output.shape().getLast();
  }

  /** Whether the files look like those of an embedding model. */
  public static boolean accepts(EngineModel model, Path folder) {
    return isOfText(model, folder) && vectors(model).isPresent();
  }

  /**
   * Of a loaded model, with the files beside it.
   *
   * @throws LoadException if they do not form an embedding model
   */
  public static EmbeddingTask load(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    TensorSpec output =
        vectors(model)
            .orElseThrow(
                () ->
                    new LoadException(
                        Reason.ModelInvalid,
                        "the model gives no FP32 vectors: set spec.model.task to Tensor"));
    var task = new EmbeddingTask(model, folder, output, batching);
    task.warmUp();
    return task;
  }

  /**
   * The output that holds the vectors: one for each text if there is such, else one for each token.
   */
  private static Optional<TensorSpec> vectors(EngineModel model) {
    List<TensorSpec> floats =
        model.outputs().stream().filter(o -> o.datatype() == Datatype.FP32).toList();
    return floats.stream()
        .filter(o -> o.shape().size() == 2 && o.name().contains(EMBEDDING))
        .findFirst()
        .or(() -> floats.stream().filter(o -> o.shape().size() == 3).findFirst());
  }

  /**
   * With a list of modules it must be among them; without one, vectors of length 1 are what
   * everybody expects.
   */
  private static boolean normalises(Path folder) throws LoadException {
    JsonNode modules = TokenizerFile.read(folder.resolve("modules.json"));
    if (!modules.isArray()) {
      return true;
    }
    for (JsonNode module : modules) {
      if (module.path("type").asString("").endsWith("Normalize")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return "Embedding";
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(new TensorSpec(EMBEDDING, Datatype.FP32, List.of(-1L, size)));
  }

  @Override
  float[] read(TextOutput output, Tokens tokens) {
    float[] vector = pooling.pool(output);
    return normalise ? Pooling.normalise(vector) : vector;
  }

  @Override
  Answer answer(Request request, List<float[]> vectors, int tokens) {
    return switch (request) {
      case Request.Texts texts -> new Answer.Embeddings(vectors, tokens);
      case Request.Tensors tensors ->
          new Answer.Tensors(
              List.of(Vectors.tensor(EMBEDDING, vectors, Math.max(0, (int) size))), tokens);
    };
  }
}
