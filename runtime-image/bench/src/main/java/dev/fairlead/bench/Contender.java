package dev.fairlead.bench;

import dev.fairlead.bench.model.Workload;
import java.io.IOException;
import java.nio.file.Path;

/** A server that takes part. */
interface Contender {
  /** For a report. */
  String name();

  /** How it is asked. */
  Dialect dialect();

  /** Whether it can serve the model. */
  boolean serves(Workload workload);

  /**
   * What starts it.
   *
   * @param model folder of the model's files
   * @param work folder that it may write into
   */
  ProcessBuilder command(Workload workload, Path model, int port, Path work) throws IOException;
}
