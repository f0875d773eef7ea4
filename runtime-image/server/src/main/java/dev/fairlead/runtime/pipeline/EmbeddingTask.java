package dev.fairlead.runtime.pipeline;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Text in, one vector out: tokenizer, model, pooling, normalisation, as sentence-transformers does
 * it.
 */
public final class EmbeddingTask implements Task, AutoCloseable {
  private static final int MAX_BATCH_TOKENS = 4_096;
  private static final float SAME = 1e-4f;

  private final EngineModel model;
  private final HuggingFaceTokenizer tokenizer;
  private final Pooling pooling;
  private final boolean normalise;
  private final int maxLength;
  private final long padId;
  private final TensorSpec output;
  private boolean batchInvariant = true;

  private EmbeddingTask(
      EngineModel model,
      HuggingFaceTokenizer tokenizer,
      Path folder,
      int maxLength,
      TensorSpec output)
      throws LoadException {
    this.model = model;
    this.tokenizer = tokenizer;
    this.maxLength = maxLength;
    this.output = output;
    pooling = Pooling.of(folder);
    padId = TokenizerFile.padId(folder);
    normalise = normalises(folder);
  }

  /**
   * Whether the files look like those of an embedding model: a tokenizer beside a model of tokens.
   */
  public static boolean accepts(EngineModel model, Path folder) {
    return Files.isRegularFile(folder.resolve("tokenizer.json"))
        && model.inputs().stream().anyMatch(i -> i.name().equals("input_ids"))
        && embedding(model) != null;
  }

  /**
   * Of a loaded model, with the files beside it.
   *
   * @throws LoadException if they do not form an embedding model
   */
  public static EmbeddingTask load(EngineModel model, Path folder) throws LoadException {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new LoadException(
          Reason.ModelInvalid,
          "tokenizer.json is not there: an embedding model needs it beside the model file");
    }
    TensorSpec output = embedding(model);
    if (output == null || !accepts(model, folder)) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the model takes no input_ids or gives no FP32 vectors: set spec.model.task to Tensor");
    }
    for (TensorSpec input : model.inputs()) {
      if (input.datatype() != Datatype.INT64
          || !Set.of("input_ids", "attention_mask", "token_type_ids").contains(input.name())) {
        throw new LoadException(
            Reason.FormatNotSupported,
            "an embedding model with the input '"
                + input.name()
                + "' cannot be served: set spec.model.task to Tensor");
      }
    }
    int maxLength = TokenizerFile.maxLength(folder);
    try {
      var tokenizer =
          HuggingFaceTokenizer.newInstance(
              file,
              Map.of(
                  "truncation",
                  "true",
                  "padding",
                  "false",
                  "maxLength",
                  String.valueOf(maxLength),
                  "modelMaxLength",
                  String.valueOf(maxLength)));
      var task = new EmbeddingTask(model, tokenizer, folder, maxLength, output);
      task.warmUp();
      return task;
    } catch (IOException | RuntimeException e) {
      throw new LoadException(
          Reason.ModelInvalid, "tokenizer.json cannot be read: " + e.getMessage());
    }
  }

  /**
   * The output that holds the vectors: one for each text if there is such, else one for each token.
   */
  private static @Nullable TensorSpec embedding(EngineModel model) {
    List<TensorSpec> floats =
        model.outputs().stream().filter(o -> o.datatype() == Datatype.FP32).toList();
    return floats.stream()
        .filter(o -> o.shape().size() == 2 && o.name().contains("embedding"))
        .findFirst()
        .or(() -> floats.stream().filter(o -> o.shape().size() == 3).findFirst())
        .orElse(null);
  }

  /**
   * With a list of modules it must be among them; without one, vectors of length 1 are what
   * everybody expects.
   */
  private static boolean normalises(Path folder) throws LoadException {
    var modules = TokenizerFile.read(folder.resolve("modules.json"));
    if (!modules.isArray()) {
      return true;
    }
    for (var module : modules) {
      if (module.path("type").asString("").endsWith("Normalize")) {
        return true;
      }
    }
    return false;
  }

  /**
   * A first run, and a probe: some quantised models give another answer when a neighbour is in the
   * batch.
   */
  private void warmUp() throws LoadException {
    var probe =
        List.of(text("warm up"), text("a second, somewhat longer text to share a batch with"));
    try {
      float[] alone = embed(encode(probe.subList(0, 1)), new Cancellation()).getFirst();
      float[] together = embed(encode(probe), new Cancellation()).getFirst();
      for (int i = 0; i < alone.length; i++) {
        batchInvariant &= Math.abs(alone[i] - together[i]) < SAME;
      }
    } catch (RunException e) {
      throw new LoadException(
          Reason.ModelInvalid, "the model fails on its first text: " + e.getMessage());
    }
  }

  private static Request.Text text(String characters) {
    return new Request.Text.Characters(characters);
  }

  @Override
  public String name() {
    return "Embedding";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec("text", Datatype.BYTES, List.of(-1L)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(
        new TensorSpec("embedding", Datatype.FP32, List.of(-1L, output.shape().getLast())));
  }

  @Override
  public int tokens(Request request) {
    return texts(request).stream()
        .mapToInt(
            t ->
                t instanceof Request.Text.Characters c
                    ? Math.min(maxLength, c.text().length() / 4 + 2)
                    : maxLength)
        .sum();
  }

  @Override
  public int maxBatchTokens() {
    return batchInvariant ? MAX_BATCH_TOKENS : 0;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    var texts = new ArrayList<Request.Text>();
    requests.forEach(r -> texts.addAll(texts(r)));
    List<long[]> ids = encode(texts);
    List<float[]> vectors = new ArrayList<>();
    for (List<long[]> part : Batches.of(ids, maxBatchTokens())) {
      vectors.addAll(embed(part, cancellation));
    }
    var answers = new ArrayList<Answer>();
    int from = 0;
    for (Request request : requests) {
      int to = from + texts(request).size();
      answers.add(
          answer(
              request,
              vectors.subList(from, to),
              ids.subList(from, to).stream().mapToInt(i -> i.length).sum()));
      from = to;
    }
    return answers;
  }

  private static List<Request.Text> texts(Request request) {
    return switch (request) {
      case Request.Texts texts -> texts.texts();
      case Request.Tensors tensors -> {
        if (!(tensors.inputs().getFirst() instanceof Tensor.Bytes bytes)) {
          throw new IllegalArgumentException("text is BYTES");
        }
        yield bytes.elements().stream()
            .map(b -> text(new String(b, StandardCharsets.UTF_8)))
            .toList();
      }
    };
  }

  private static Answer answer(Request request, List<float[]> vectors, int tokens) {
    return switch (request) {
      case Request.Texts texts -> new Answer.Embeddings(List.copyOf(vectors), tokens);
      case Request.Tensors tensors ->
          new Answer.Tensors(List.of(Vectors.tensor("embedding", vectors)));
    };
  }

  private List<long[]> encode(List<Request.Text> texts) {
    var encoded = new ArrayList<long[]>();
    for (Request.Text text : texts) {
      encoded.add(
          switch (text) {
            case Request.Text.Characters characters -> encode(characters.text());
            case Request.Text.Tokens tokens ->
                tokens.ids().stream().limit(maxLength).mapToLong(Long::longValue).toArray();
          });
    }
    return encoded;
  }

  private long[] encode(String text) {
    Encoding encoding = tokenizer.encode(text, true, false);
    return encoding.getIds();
  }

  private List<float[]> embed(List<long[]> ids, Cancellation cancellation) throws RunException {
    if (ids.isEmpty()) {
      return List.of();
    }
    int length = ids.stream().mapToInt(i -> i.length).max().orElse(0);
    List<Tensor> inputs = Vectors.tokens(model.inputs(), ids, length, padId);
    if (!(model.run(inputs, Set.of(output.name()), cancellation).getFirst()
        instanceof Tensor.Fixed result)) {
      throw new IllegalStateException(output.name() + " is FP32");
    }
    FloatBuffer values = result.data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    int size = result.shape().getLast().intValue();
    var vectors = new ArrayList<float[]>();
    for (int text = 0; text < ids.size(); text++) {
      float[] vector = new float[size];
      if (result.shape().size() == 2) {
        values.get(text * size, vector);
      } else {
        vector = pooling.pool(values, text, length, ids.get(text).length, size);
      }
      vectors.add(normalise ? Pooling.normalise(vector) : vector);
    }
    return vectors;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
