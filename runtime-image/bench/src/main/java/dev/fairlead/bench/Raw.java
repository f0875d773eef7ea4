package dev.fairlead.bench;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.load.Latencies;
import dev.fairlead.bench.load.Window;
import dev.fairlead.bench.model.Input;
import dev.fairlead.bench.model.ModelFolders;
import dev.fairlead.bench.proc.ProcessTree;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime with its tokenizer and nothing around it: what a server can at best come near to.
 */
final class Raw implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final @Nullable HuggingFaceTokenizer tokenizer;

  /** Of the model in a folder; one thread for each caller. */
  Raw(Path folder) throws OrtException, IOException {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(folder.resolve("model.onnx").toString(), options);
    }
    Path file = folder.resolve("tokenizer.json");
    String longest = Integer.toString(ModelFolders.MOST_TOKENS);
    tokenizer =
        Files.exists(file)
            ? HuggingFaceTokenizer.newInstance(
                file,
                Map.of(
                    "truncation",
                    "true",
                    "padding",
                    "false",
                    "maxLength",
                    longest,
                    "modelMaxLength",
                    longest))
            : null;
  }

  /**
   * Callers that run one batch after the other until the window closes; latencies are those of
   * whole batches.
   */
  Cell measure(List<Input> inputs, int callers, int batch, Window window)
      throws InterruptedException {
    var latencies = IntStream.range(0, callers).mapToObj(i -> new Latencies()).toList();
    var failures = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < callers; i++) {
      Latencies seen = latencies.get(i);
      int first = i * batch;
      threads.add(
          Thread.ofPlatform().start(() -> run(inputs, first, batch, window, seen, failures)));
    }
    double cpuSeconds = window.growth(new ProcessTree(ProcessHandle.current())::cpuSeconds);
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted = Latencies.sorted(latencies);
    return new Cell(
        sorted, (long) sorted.length * batch, failures.get(), window.seconds(), cpuSeconds);
  }

  private void run(
      List<Input> inputs,
      int first,
      int batch,
      Window window,
      Latencies seen,
      AtomicInteger failures) {
    for (int next = first; window.isOpen(); next += batch) {
      int from = next;
      List<Input> some =
          IntStream.range(0, batch).mapToObj(i -> inputs.get((from + i) % inputs.size())).toList();
      long begin = System.nanoTime();
      try {
        run(some);
        long end = System.nanoTime();
        if (window.holds(begin, end)) {
          seen.add(end - begin);
        }
      } catch (OrtException e) {
        failures.incrementAndGet();
      }
    }
  }

  /** What the model gives for each input: for a text its vector, of length 1. */
  List<float[]> run(List<Input> inputs) throws OrtException {
    var texts = new ArrayList<String>();
    var rows = new ArrayList<float[]>();
    for (Input input : inputs) {
      switch (input) {
        case Input.Text text -> texts.add(text.text());
        case Input.Floats floats -> rows.add(row(floats));
      }
    }
    return texts.isEmpty() ? List.copyOf(rows) : embed(texts);
  }

  private float[] row(Input.Floats floats) throws OrtException {
    try (var x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(floats.values()), floats.shape());
        var result = session.run(Map.of("x", x))) {
      FloatBuffer values = floats(result);
      float[] row = new float[values.remaining()];
      values.get(row);
      return row;
    }
  }

  private List<float[]> embed(List<String> texts) throws OrtException {
    List<long[]> ids = texts.stream().map(this::ids).toList();
    int longest = ids.stream().mapToInt(i -> i.length).max().orElse(0);
    var idBuffer = LongBuffer.allocate(ids.size() * longest);
    var mask = LongBuffer.allocate(ids.size() * longest);
    for (int i = 0; i < ids.size(); i++) {
      idBuffer.put(i * longest, ids.get(i));
      for (int j = 0; j < ids.get(i).length; j++) {
        mask.put(i * longest + j, 1);
      }
    }
    long[] shape = {ids.size(), longest};
    try (var inputIds = OnnxTensor.createTensor(environment, idBuffer, shape);
        var attention = OnnxTensor.createTensor(environment, mask, shape);
        var types =
            OnnxTensor.createTensor(environment, LongBuffer.allocate(idBuffer.capacity()), shape);
        var result =
            session.run(
                Map.of(
                    "input_ids", inputIds, "attention_mask", attention, "token_type_ids", types))) {
      FloatBuffer values = floats(result);
      int size = values.remaining() / (ids.size() * longest);
      return IntStream.range(0, ids.size())
          .mapToObj(i -> mean(values, i * longest, ids.get(i).length, size))
          .toList();
    }
  }

  /** Of the first output, which is closed with the result. */
  private static FloatBuffer floats(OrtSession.Result result) {
    return ((OnnxTensor) result.get(0)).getFloatBuffer();
  }

  private long[] ids(String text) {
    if (tokenizer == null) {
      throw new IllegalStateException("a model of text has a tokenizer");
    }
    return tokenizer.encode(text).getIds();
  }

  /** To length 1, so that a sum does as well as a mean. */
  private static float[] mean(FloatBuffer hidden, int firstToken, int tokens, int size) {
    float[] sum = new float[size];
    for (int token = firstToken; token < firstToken + tokens; token++) {
      for (int i = 0; i < size; i++) {
        sum[i] += hidden.get(token * size + i);
      }
    }
    double square = 0;
    for (float value : sum) {
      square += (double) value * value;
    }
    float norm = (float) Math.sqrt(square);
    for (int i = 0; i < size; i++) {
      sum[i] /= norm;
    }
    return sum;
  }

  @Override
  public void close() throws OrtException {
    session.close();
    if (tokenizer != null) {
      tokenizer.close();
    }
  }
}
