package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A task of which each request says by itself what its run does, and that gives tensors back as
 * they came: no engine is needed for that.
 */
public final class TestTask implements Task {
  /** What a run does for one text. */
  @FunctionalInterface
  public interface Run {
    /** The text's length is its weight; what this throws fails the whole batch. */
    void run(String text, int batch, Cancellation cancellation) throws RunException;
  }

  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Run run;
  private final int budget;
  private final Consumer<String> reading;

  /** With these inputs and outputs. */
  public TestTask(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this(inputs, outputs, 0, text -> {}, (text, batch, cancellation) -> {});
  }

  /** With these inputs and outputs, each request alone. */
  public TestTask(List<TensorSpec> inputs, List<TensorSpec> outputs, Run run) {
    this(inputs, outputs, 0, text -> {}, run);
  }

  /** The same; {@code reading} is told each text by whoever reads its request. */
  public TestTask(
      List<TensorSpec> inputs, List<TensorSpec> outputs, Consumer<String> reading, Run run) {
    this(inputs, outputs, 0, reading, run);
  }

  /** Of texts, up to {@code budget} characters in one batch. */
  public TestTask(int budget, Run run) {
    this(List.of(), List.of(), budget, text -> {}, run);
  }

  private TestTask(
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      int budget,
      Consumer<String> reading,
      Run run) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.budget = budget;
    this.reading = reading;
    this.run = run;
  }

  /** A request of one text. */
  public static Request request(String text) {
    return new Request.Texts(List.of(new Request.Text.Characters(text)));
  }

  private static String text(Request request) {
    if (request instanceof Request.Tensors tensors
        && tensors.inputs().getFirst() instanceof Tensor.Bytes bytes
        && !bytes.elements().isEmpty()) {
      return new String(bytes.elements().getFirst(), StandardCharsets.UTF_8);
    }
    return request instanceof Request.Texts texts
            && texts.texts().getFirst() instanceof Request.Text.Characters characters
        ? characters.text()
        : "";
  }

  @Override
  public String name() {
    return "Embedding";
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public boolean isOfText() {
    return inputs.stream().anyMatch(input -> input.name().equals("text"));
  }

  @Override
  public Optional<String> problem(Request request) {
    reading.accept(text(request));
    return Optional.empty();
  }

  @Override
  public Object kind(Request request) {
    return text(request).startsWith("other") ? "other" : "any";
  }

  @Override
  public int weight(Request request) {
    return text(request).length();
  }

  @Override
  public int maxBatchWeight() {
    return budget;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    var answers = new ArrayList<Answer>();
    for (Request request : requests) {
      run.run(text(request), requests.size(), cancellation);
      answers.add(
          request instanceof Request.Tensors tensors
              ? new Answer.Tensors(tensors.inputs())
              : new Answer.Embeddings(List.of(new float[] {text(request).length()}), 1));
    }
    return answers;
  }
}
