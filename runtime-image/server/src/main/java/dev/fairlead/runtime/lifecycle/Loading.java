package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.metrics.ServerMetrics;
import java.util.function.Consumer;

/** The way from files to a model that answers. */
public final class Loading {
  private Loading() {}

  /**
   * Verifies, loads and warms up.
   *
   * @param threads how many callers the model will have at the same time
   * @param phases is told where it is
   * @throws LoadException with a reason and one line for the model's owner; nothing else is thrown
   *     for a bad model
   */
  public static ServedModel load(
      RuntimeConfig config, int threads, ServerMetrics metrics, Consumer<Phase> phases)
      throws LoadException {
    try {
      return new Loader(config, metrics, phases).load(threads);
    } catch (LinkageError | AssertionError e) {
      // what libraries throw where they cannot load their native part
      throw new LoadException(
          Reason.Crashed, "a native library cannot be loaded: " + e.getMessage());
    }
  }
}
