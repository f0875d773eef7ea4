package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * What is served: the model with what is done around it. May be run by several threads at the same
 * time.
 */
public interface Task {
  /** The task's name, as in {@code spec.model.task}. */
  String name();

  /** What a request must bring. */
  List<TensorSpec> inputs();

  /** What an answer can hold. */
  List<TensorSpec> outputs();

  /** Requests whose kinds are equal may run together. */
  Object kind(Request request);

  /**
   * How much one request weighs in a batch, in tokens of text, images or rows of tensors, at least
   * 1; requests run together while their sum stays within {@link #maxBatchWeight()}.
   */
  int weight(Request request);

  /** Whether its one input is texts. */
  default boolean isOfText() {
    return false;
  }

  /** The most token ids of one text that are read; what comes behind them is cut off. */
  default int longestText() {
    return Integer.MAX_VALUE;
  }

  /** What is wrong with a request of the right form, if the model would fail on it. */
  default Optional<String> problem(Request request) {
    return Optional.empty();
  }

  /** 0: requests are never run together. */
  int maxBatchWeight();

  /**
   * Runs requests together; the answers are in their order.
   *
   * @throws RunException if the engine fails, or is stopped
   */
  List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException;
}
