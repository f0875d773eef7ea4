package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Text in, the entities in it out. */
public final class TokenClassificationTask extends TextTask<byte[]> {
  private static final List<String> DIMENSIONS = List.of("texts", "tokens", "labels");
  private static final String ENTITIES = "entities";

  private final Entities entities;

  private TokenClassificationTask(
      EngineModel model, Path folder, TensorSpec output, Batching batching) throws LoadException {
    super(model, folder, output, batching);
    entities = new Entities(Labels.of(folder, output));
  }

  /** Whether the files say that they are those of a token classifier. */
  public static boolean accepts(EngineModel model, Path folder) throws LoadException {
    return Labels.accepts(model, folder, "ForTokenClassification", DIMENSIONS);
  }

  /**
   * Of a loaded model, with the files beside it.
   *
   * @throws LoadException if they do not form a token classifier
   */
  public static TokenClassificationTask load(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    var task =
        new TokenClassificationTask(model, folder, Labels.logits(model, DIMENSIONS), batching);
    task.warmUp();
    return task;
  }

  @Override
  public String name() {
    return "TokenClassification";
  }

  @Override
  boolean needsPlaces() {
    return true;
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(new TensorSpec(ENTITIES, Datatype.BYTES, List.of(-1L)));
  }

  @Override
  byte[] read(TextOutput output, Tokens tokens) {
    return entities.json(output, tokens).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  Answer answer(Request request, List<byte[]> texts, int tokens) {
    return new Answer.Tensors(List.of(Vectors.texts(ENTITIES, texts)), tokens);
  }
}
