package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadOptions;
import dev.fairlead.runtime.pipeline.TensorTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads each model of a folder as the server does, with its first runs. Prints a line for each:
 * {@code NAME served}, or {@code NAME REASON: MESSAGE}. Whatever else a file does ends it.
 */
final class Loads {
  private Loads() {}

  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.filter(f -> f.toString().endsWith(".pt")).sorted().toList();
    }
    for (Path file : files) {
      // before it is loaded: it may be the last word
      System.out.println("next: " + file.getFileName());
      System.out.println(file.getFileName() + " " + load(file));
    }
  }

  private static String load(Path file) {
    try (EngineModel model =
        new PytorchEngine().load(file, new LoadOptions(Device.CPU, 1, false))) {
      TensorTask.load(model, new Batching(Batching.Mode.Auto, 512, 32));
      return "served";
    } catch (LoadException e) {
      return e.reason() + ": " + e.getMessage();
    }
  }
}
