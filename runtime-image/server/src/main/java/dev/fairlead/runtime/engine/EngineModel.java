package dev.fairlead.runtime.engine;

import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A loaded model. May be run by several threads at the same time. */
public interface EngineModel extends AutoCloseable {
  /** The engine's name and version. */
  String engine();

  /** Where it runs. */
  default Device device() {
    return Device.CPU;
  }

  /** What it takes. */
  List<TensorSpec> inputs();

  /** What it gives. */
  List<TensorSpec> outputs();

  /** What its file says about it in words of its own; empty where the format has no such thing. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /**
   * Runs it once.
   *
   * @param inputs one for each of {@link #inputs()}; their memory is free again when this returns
   * @param outputs names of the outputs to compute
   * @param cancellation stops the run from another thread
   * @return the outputs asked for, in the model's order
   * @throws RunException if the engine fails, or is stopped
   */
  List<Tensor> run(List<Tensor> inputs, Set<String> outputs, Cancellation cancellation)
      throws RunException;

  /**
   * The first runs are over, and none is under way: the moment to look where they went.
   *
   * @throws LoadException if that is not the device that was asked for
   */
  default void warmed() throws LoadException {}

  @Override
  void close();
}
