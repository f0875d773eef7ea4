package dev.fairlead.bench;

import dev.fairlead.bench.model.Input;
import dev.fairlead.bench.model.Workload;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the model of {@link Workload#STATIC} from MiniLM, by {@code quantiser/quantise.py}. */
final class Quantiser {
  private Quantiser() {}

  /**
   * Writes its folder, calibrated with the texts of {@link Workload#MIXED}.
   *
   * @param home of the benchmark
   * @param python of the quantiser's virtual environment
   * @param models folder with one for each model
   * @throws IllegalStateException if it cannot be made, or is too far from the model before
   */
  static void run(Path home, @Nullable Path python, Path models)
      throws IOException, InterruptedException {
    if (python == null) {
      throw new IllegalStateException(
          "the workload static has no Python: start the race by runtime-image/bench/run");
    }
    Path from = models.resolve(Workload.MINILM.folder());
    Path to = models.resolve(Workload.STATIC.folder());
    for (String file : List.of("tokenizer.json", ".fairlead/manifest.json")) {
      Path copy = to.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(from.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Process process =
        new ProcessBuilder(
                python.toString(),
                home.resolve("quantiser/quantise.py").toString(),
                from.toString(),
                to.resolve("model.onnx").toString())
            .redirectErrorStream(true)
            .redirectOutput(models.resolve("quantiser.log").toFile())
            .start();
    try (BufferedWriter texts = process.outputWriter(StandardCharsets.UTF_8)) {
      for (Input input : Workload.MIXED.inputs()) {
        texts.write(((Input.Text) input).text());
        texts.newLine();
      }
    }
    int exitCode = process.waitFor();
    String said = Files.readString(models.resolve("quantiser.log"));
    if (exitCode != 0) {
      throw new IllegalStateException("MiniLM cannot be quantised: " + said);
    }
    said.lines().filter(line -> line.startsWith("static int8")).forEach(Stage::say);
  }
}
