package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import dev.fairlead.runtime.tensor.Utf8;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Text in: tokenizer, model, and what is read from the model's output for each text.
 *
 * @param <R> what is read for one text
 */
abstract class TextTask<R> implements Task, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TextTask.class.getName());
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int SPECIAL_TOKENS = 2;

  /** Texts that are made to tokens before somebody looks whether they are still wanted. */
  private static final int PORTION = 64;

  /** What a run of MiniLM costs beside its tokens, in tokens: 11 to 37 on several machines. */
  private static final int CPU_EXTRA = 16;

  /** The same on an H200, by calculation: 1.3 ms, in which it does so many tokens. */
  private static final int GPU_EXTRA = 2_000;

  /** Of the texts that are tried, in tokens. */
  private static final int SHORT = 3;

  private static final int LONG = 12;
  private static final Set<String> INPUTS = Set.of("input_ids", "attention_mask", "token_type_ids");

  private final EngineModel model;
  private final TextTokenizer tokenizer;
  private final TokenizerFile file;
  private final TensorSpec output;

  private final Batching batching;

  /** Of one run, in tokens; 0, until the trial is over too: each text alone. */
  private int budget;

  /**
   * Of a loaded model, with the files beside it.
   *
   * @param output FP32, [texts, size] or [texts, tokens, size]
   * @throws LoadException if they do not fit together
   */
  TextTask(EngineModel model, Path folder, TensorSpec output, Batching batching)
      throws LoadException {
    for (TensorSpec input : model.inputs()) {
      if (input.datatype() != Datatype.INT64 || !INPUTS.contains(input.name())) {
        throw new LoadException(
            Reason.FormatNotSupported,
            "a model of text with the input '%s' cannot be served: set spec.model.task to Tensor"
                .formatted(input.name()));
      }
    }
    this.model = model;
    this.output = output;
    this.batching = batching;
    file = TokenizerFile.of(folder);
    tokenizer = TextTokenizer.of(folder, file.maxLength());
  }

  /** Whether the files look like those of a model of text: a tokenizer beside a model of tokens. */
  static boolean isOfText(EngineModel model, Path folder) {
    return Files.isRegularFile(folder.resolve("tokenizer.json"))
        && model.inputs().stream().anyMatch(i -> i.name().equals("input_ids"));
  }

  /** What is wanted from the model's output for one text. */
  abstract R read(TextOutput output, Tokens tokens);

  /**
   * The answer to one request.
   *
   * @param texts what was read for each of its texts
   * @param tokens of all of them
   */
  abstract Answer answer(Request request, List<R> texts, int tokens);

  /**
   * The first runs, and a trial: some quantised models give another answer when a neighbour is in
   * the batch.
   *
   * @throws LoadException if the model does not run
   */
  final void warmUp() throws LoadException {
    List<Tokens> texts = List.of(tokenizer.ids(file.ids(SHORT)), tokenizer.ids(file.ids(LONG)));
    try {
      run(
          List.of(tokenizer.encode(characters("warm up"), needsPlaces())),
          new Cancellation(),
          TextTask::values);
      Tensor alone = run(texts.subList(0, 1), new Cancellation(), TextTask::values).getFirst();
      Tensor together = runOnce(texts, new Cancellation(), TextTask::values).getFirst();
      boolean mayShareRuns = Trial.compare(model, alone, together).allows(batching);
      budget = mayShareRuns ? batching.maxTokens() : 0;
      LOG.log(Level.INFO, "texts {0} run together", mayShareRuns ? "may" : "never");
    } catch (RunException e) {
      throw new LoadException(
          Reason.ModelInvalid, "the model fails on its first text: " + e.getMessage());
    }
  }

  private static Tensor values(TextOutput output, Tokens tokens) {
    float[] all = output.all();
    return Vectors.tensor("values", List.of(all), all.length);
  }

  @Override
  public final List<TensorSpec> inputs() {
    return List.of(new TensorSpec("text", Datatype.BYTES, List.of(-1L)));
  }

  @Override
  public final boolean isOfText() {
    return true;
  }

  @Override
  public final int longestText() {
    return file.maxLength();
  }

  /** Whether {@link #read} asks where in the text its tokens are. */
  boolean needsPlaces() {
    return false;
  }

  @Override
  public final Object kind(Request request) {
    return TextTask.class;
  }

  @Override
  public final Optional<String> problem(Request request) {
    return switch (request) {
      case Request.Tensors tensors -> Utf8.problem(strings(tensors));
      case Request.Texts texts ->
          texts.texts().stream().allMatch(TextTask::isText)
              ? unknownToken(texts)
              : Optional.of("a text holds half a surrogate pair");
    };
  }

  private static boolean isText(Request.Text text) {
    return switch (text) {
      case Request.Text.Characters characters -> Utf8.isText(characters.text());
      case Request.Text.Pair pair -> Utf8.isText(pair.first()) && Utf8.isText(pair.second());
      case Request.Text.Tokens tokens -> true;
    };
  }

  private Optional<String> unknownToken(Request.Texts texts) {
    if (file.words() < 1) {
      return Optional.empty();
    }
    return texts.texts().stream()
        .flatMap(
            text ->
                text instanceof Request.Text.Tokens tokens
                    ? tokens.ids().stream()
                    : Stream.<Long>empty())
        .filter(id -> id >= file.words())
        .findFirst()
        .map(id -> "there is no token %d: the last one is %d".formatted(id, file.words() - 1));
  }

  /** A guess: what it is in truth is known once the texts are tokens. */
  @Override
  public final int weight(Request request) {
    int tokens =
        switch (request) {
          case Request.Texts texts -> texts.texts().stream().mapToInt(this::weight).sum();
          case Request.Tensors tensors ->
              elements(tensors).stream().mapToInt(text -> weight(text.length)).sum();
        };
    return Math.max(1, tokens);
  }

  private int weight(Request.Text text) {
    return switch (text) {
      case Request.Text.Characters characters -> weight(characters.text().length());
      case Request.Text.Pair pair -> weight(pair.first().length() + pair.second().length());
      case Request.Text.Tokens tokens -> Math.min(file.maxLength(), tokens.ids().size());
    };
  }

  private int weight(int characters) {
    return Math.min(file.maxLength(), characters / CHARACTERS_PER_TOKEN + SPECIAL_TOKENS);
  }

  @Override
  public final int maxBatchWeight() {
    return budget;
  }

  @Override
  public final List<Answer> run(List<Request> requests, Cancellation cancellation)
      throws RunException {
    List<Tokens> tokens = encode(requests, cancellation);
    List<R> read = run(tokens, cancellation, this::read);
    var answers = new ArrayList<Answer>();
    int from = 0;
    for (Request request : requests) {
      int to = from + count(request);
      int count = tokens.subList(from, to).stream().mapToInt(Tokens::count).sum();
      answers.add(answer(request, List.copyOf(read.subList(from, to)), count));
      from = to;
    }
    return answers;
  }

  private static int count(Request request) {
    return switch (request) {
      case Request.Texts texts -> texts.texts().size();
      case Request.Tensors tensors -> elements(tensors).size();
    };
  }

  private static Request.Text text(Request request, int index) {
    return switch (request) {
      case Request.Texts texts -> texts.texts().get(index);
      case Request.Tensors tensors ->
          characters(new String(elements(tensors).get(index), StandardCharsets.UTF_8));
    };
  }

  private static List<byte[]> elements(Request.Tensors tensors) {
    return strings(tensors).elements();
  }

  private static Tensor.Bytes strings(Request.Tensors tensors) {
    if (tensors.inputs().getFirst() instanceof Tensor.Bytes bytes) {
      return bytes;
    }
    throw new IllegalArgumentException("text is BYTES");
  }

  private static Request.Text characters(String text) {
    return new Request.Text.Characters(text);
  }

  /**
   * What is done for each text beside the model. A CPU's workers have one of its cores each; a GPU
   * has one worker, and would wait for it while the other cores have nothing to do.
   */
  private <T> Stream<T> each(List<T> texts) {
    return model.device() == Device.GPU ? texts.parallelStream() : texts.stream();
  }

  /** In portions: what the tokenizer says of a text is many times what is kept of it. */
  private List<Tokens> encode(List<Request> requests, Cancellation cancellation)
      throws RunException {
    var tokens = new ArrayList<Tokens>();
    for (Request request : requests) {
      int count = count(request);
      for (int from = 0; from < count; from += PORTION) {
        if (cancellation.isCancelled()) {
          throw new RunException("stopped between two texts");
        }
        List<Integer> portion =
            IntStream.range(from, Math.min(count, from + PORTION)).boxed().toList();
        tokens.addAll(
            each(portion)
                .map(index -> tokenizer.encode(text(request, index), needsPlaces()))
                .toList());
      }
    }
    return tokens;
  }

  private int extra() {
    return model.device() == Device.GPU ? GPU_EXTRA : CPU_EXTRA;
  }

  /** Texts of like lengths share a run, so that little is padded. */
  private <T> List<T> run(List<Tokens> texts, Cancellation cancellation, Reader<T> reader)
      throws RunException {
    List<Integer> byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(index -> texts.get(index).count()))
            .toList();
    var read = new ArrayList<T>();
    List<Tokens> sorted = byLength.stream().map(texts::get).toList();
    for (List<Tokens> batch : Batches.of(sorted, maxBatchWeight(), extra())) {
      read.addAll(runOnce(batch, cancellation, reader));
    }
    var places = new int[texts.size()];
    for (int place = 0; place < places.length; place++) {
      places[byLength.get(place)] = place;
    }
    return IntStream.of(places).mapToObj(read::get).toList();
  }

  private <T> List<T> runOnce(List<Tokens> texts, Cancellation cancellation, Reader<T> reader)
      throws RunException {
    int length = texts.stream().mapToInt(Tokens::count).max().orElse(0);
    List<Tensor> inputs = Vectors.tokens(model.inputs(), texts, length, file.padId());
    if (!(model.run(inputs, Set.of(output.name()), cancellation).getFirst()
        instanceof Tensor.Fixed result)) {
      throw new IllegalStateException(output.name() + " is FP32");
    }
    FloatBuffer values = result.data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    int size = result.shape().getLast().intValue();
    int rows = result.shape().size() == 3 ? length : 1;
    return each(IntStream.range(0, texts.size()).boxed().toList())
        .map(
            text -> {
              Tokens tokens = texts.get(text);
              int used = Math.min(rows, tokens.count());
              return reader.read(new TextOutput(values, text * rows * size, used, size), tokens);
            })
        .toList();
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private interface Reader<T> {
    T read(TextOutput output, Tokens tokens);
  }
}
