package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import dev.fairlead.runtime.tensor.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The model as it is: tensors in, tensors out. */
public final class TensorTask implements Task {
  private static final Logger LOG = Logger.getLogger(TensorTask.class.getName());

  private final EngineModel model;
  private final boolean rowsShareRuns;
  private final int maxRows;

  /** What has to be equal for rows to be put together. */
  private record Kind(Set<String> outputs, List<List<Long>> dimensions) {}

  private TensorTask(EngineModel model, boolean rowsShareRuns, int maxRows) {
    this.model = model;
    this.rowsShareRuns = rowsShareRuns;
    this.maxRows = maxRows;
  }

  /**
   * Of a loaded model, after a trial.
   *
   * @throws LoadException if rows are to share runs and cannot
   */
  public static TensorTask load(EngineModel model, Batching batching) throws LoadException {
    boolean rowsShareRuns = Trial.of(model).allows(batching);
    LOG.log(Level.INFO, "requests {0} run together", rowsShareRuns ? "may" : "never");
    return new TensorTask(model, rowsShareRuns, batching.maxRows());
  }

  @Override
  public String name() {
    return "Tensor";
  }

  @Override
  public List<TensorSpec> inputs() {
    return model.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  @Override
  public Object kind(Request request) {
    Request.Tensors tensors = tensors(request);
    boolean hasRows =
        rowsShareRuns
            && Rows.of(tensors.inputs().getFirst()) > 0
            && tensors.inputs().stream().mapToInt(Rows::of).distinct().count() == 1;
    return hasRows
        ? new Kind(tensors.outputs(), tensors.inputs().stream().map(Rows::dimensions).toList())
        : new Object();
  }

  @Override
  public int weight(Request request) {
    return rowsShareRuns ? Math.max(1, Rows.of(tensors(request).inputs().getFirst())) : 1;
  }

  /** Engines take text for elements of BYTES. */
  @Override
  public Optional<String> problem(Request request) {
    return tensors(request).inputs().stream()
        .flatMap(
            i -> i instanceof Tensor.Bytes strings ? Utf8.problem(strings).stream() : Stream.of())
        .findFirst();
  }

  @Override
  public int maxBatchWeight() {
    return rowsShareRuns ? maxRows : 0;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    Request.Tensors first = tensors(requests.getFirst());
    if (requests.size() == 1) {
      return List.of(new Answer.Tensors(model.run(first.inputs(), first.outputs(), cancellation)));
    }
    List<Tensor> outputs =
        model.run(
            Rows.joinAll(requests.stream().map(r -> tensors(r).inputs()).toList()),
            first.outputs(),
            cancellation);
    int rows = requests.stream().mapToInt(this::weight).sum();
    if (outputs.stream().anyMatch(output -> Rows.of(output) != rows)) {
      throw new RunException("the model did not give one row for each row");
    }
    var answers = new ArrayList<Answer>();
    int from = 0;
    for (Request request : requests) {
      int start = from;
      int size = weight(request);
      answers.add(
          new Answer.Tensors(outputs.stream().map(o -> Rows.part(o, start, size)).toList()));
      from += size;
    }
    return answers;
  }

  private static Request.Tensors tensors(Request request) {
    if (request instanceof Request.Tensors tensors) {
      return tensors;
    }
    throw new IllegalArgumentException("a model without a task takes tensors only");
  }
}
