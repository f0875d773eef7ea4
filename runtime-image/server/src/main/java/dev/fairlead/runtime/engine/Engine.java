package dev.fairlead.runtime.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A way to run models of one format. Implementations are found by {@link java.util.ServiceLoader}.
 */
public interface Engine {
  /** The format's name, as in {@code spec.model.format}. */
  String format();

  /** Whether files of this format hold code, which runs with all the rights of the server. */
  default boolean carriesCode() {
    return false;
  }

  /** Whether it can run models on a GPU at all; whether there is one is found by {@link #load}. */
  default boolean knowsGpus() {
    return false;
  }

  /** The file to load from a model's folder; empty if there is none of this format. */
  Optional<Path> find(Path folder);

  /**
   * All files that are read into memory with a model's: itself, and those that hold its weights.
   *
   * @param file as {@link #find} gave it
   * @throws LoadException if it cannot be told
   */
  default List<Path> loads(Path file) throws LoadException {
    return List.of(file);
  }

  /**
   * Loads a model.
   *
   * @param file as {@link #find} gave it
   * @throws LoadException if it cannot be loaded there, with a message for its owner
   */
  EngineModel load(Path file, LoadOptions options) throws LoadException;
}
