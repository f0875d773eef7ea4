package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** The model as it is: tensors in, tensors out. */
public final class TensorTask implements Task {
  private final EngineModel model;

  /** Of a loaded model. */
  public TensorTask(EngineModel model) {
    this.model = model;
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
  public int tokens(Request request) {
    return 1;
  }

  @Override
  public int maxBatchTokens() {
    return 0;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    var answers = new ArrayList<Answer>();
    for (Request request : requests) {
      if (!(request instanceof Request.Tensors tensors)) {
        throw new IllegalArgumentException("a model without a task takes tensors only");
      }
      answers.add(new Answer.Tensors(model.run(tensors.inputs(), tensors.outputs(), cancellation)));
    }
    return answers;
  }
}
