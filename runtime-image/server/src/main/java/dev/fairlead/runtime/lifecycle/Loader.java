package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.EmbeddingTask;
import dev.fairlead.runtime.pipeline.ImageClassificationTask;
import dev.fairlead.runtime.pipeline.OpticalCharacterRecognitionTask;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.pipeline.TensorTask;
import dev.fairlead.runtime.pipeline.TextClassificationTask;
import dev.fairlead.runtime.pipeline.TokenClassificationTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verifies, loads and warms up, in that order. */
final class Loader {
  /** Files that lie beside the model's, and tell what it is for. */
  private static final List<String> BESIDE = List.of("tokenizer.json", "preprocessor_config.json");

  private final RuntimeConfig config;
  private final ServerMetrics metrics;
  private final Consumer<Phase> phases;

  Loader(RuntimeConfig config, ServerMetrics metrics, Consumer<Phase> phases) {
    this.config = config;
    this.metrics = metrics;
    this.phases = phases;
  }

  ServedModel load(int threads) throws LoadException {
    Path folder = config.modelDir();
    if (!Files.isDirectory(folder)) {
      throw new LoadException(
          Reason.ModelInvalid, "there is no folder of model files: set FAIRLEAD_MODEL_DIR");
    }
    long start = begin(Phase.VERIFYING);
    String digest = Manifest.verify(folder);
    start = next(Phase.LOADING, "verify", start);
    Engine engine = engine(folder);
    Path file = engine.find(folder).orElseThrow();
    if (engine.carriesCode() && !config.allowCode()) {
      throw new LoadException(
          Reason.FormatNotSupported,
          "%s carries code that would run here: export the model as ONNX, or allow it by FAIRLEAD_ALLOW_CODE=true"
              .formatted(file.getFileName()));
    }
    Optional<Path> second = second(file);
    Memory.check(Stream.concat(Stream.of(file), second.stream()).toList());
    EngineModel model = engine.load(file, threads);
    @Nullable EngineModel other = second.isPresent() ? engine.load(second.get(), threads) : null;
    start = next(Phase.WARMING, "load", start);
    Task task =
        other == null ? task(model, file) : OpticalCharacterRecognitionTask.load(model, other);
    metrics.loaded("warm_up", System.nanoTime() - start);
    return new ServedModel(engine.format(), digest, model, task);
  }

  private long begin(Phase phase) {
    phases.accept(phase);
    return System.nanoTime();
  }

  private long next(Phase phase, String before, long start) {
    metrics.loaded(before, System.nanoTime() - start);
    return begin(phase);
  }

  private Engine engine(Path folder) throws LoadException {
    List<Engine> engines =
        ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList();
    String formats = engines.stream().map(Engine::format).collect(Collectors.joining(", "));
    boolean auto = "Auto".equals(config.format());
    if (!auto && engines.stream().noneMatch(e -> e.format().equalsIgnoreCase(config.format()))) {
      throw new LoadException(
          Reason.FormatNotSupported,
          "this server has no engine for %s, only for %s: set spec.model.format"
              .formatted(config.format(), formats));
    }
    Optional<Engine> found =
        engines.stream()
            .filter(e -> auto || e.format().equalsIgnoreCase(config.format()))
            .filter(e -> e.find(folder).isPresent())
            .findFirst();
    return found.orElseThrow(
        () ->
            new LoadException(
                Reason.FormatNotSupported,
                "none of the model's files has a format that this server can load (%s): the files are %s; another format is named in spec.model.format"
                    .formatted(formats, FileNames.of(folder))));
  }

  /** The file of a model that works together with the one of the file that was found. */
  private Optional<Path> second(Path file) throws LoadException {
    return switch (config.task()) {
      case "Auto" -> OpticalCharacterRecognitionTask.recognizer(file);
      case "OpticalCharacterRecognition" ->
          Optional.of(
              OpticalCharacterRecognitionTask.recognizer(file)
                  .orElseThrow(
                      () ->
                          new LoadException(
                              Reason.ModelInvalid,
                              "OpticalCharacterRecognition needs detector.onnx and recognizer.onnx, and no model.onnx beside them: the files are "
                                  + FileNames.of(config.modelDir()))));
      default -> Optional.empty();
    };
  }

  private Task task(EngineModel model, Path file) throws LoadException {
    Path folder = Optional.ofNullable(file.getParent()).orElse(config.modelDir());
    Path top = BESIDE.stream().anyMatch(name -> isIn(folder, name)) ? folder : config.modelDir();
    return switch (config.task()) {
      case "Tensor" -> TensorTask.load(model);
      case "Embedding" -> EmbeddingTask.load(model, top);
      case "TextClassification" -> TextClassificationTask.load(model, top);
      case "TokenClassification" -> TokenClassificationTask.load(model, top);
      case "ImageClassification" -> ImageClassificationTask.load(model, top);
      case "Auto" -> found(model, top);
      default ->
          throw new LoadException(
              Reason.FormatNotSupported,
              "there is no task '%s': set spec.model.task to Auto, Tensor, Embedding, TextClassification, TokenClassification, ImageClassification or OpticalCharacterRecognition"
                  .formatted(config.task()));
    };
  }

  private static boolean isIn(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  private static Task found(EngineModel model, Path folder) throws LoadException {
    if (TextClassificationTask.accepts(model, folder)) {
      return TextClassificationTask.load(model, folder);
    }
    if (TokenClassificationTask.accepts(model, folder)) {
      return TokenClassificationTask.load(model, folder);
    }
    if (ImageClassificationTask.accepts(model, folder)) {
      return ImageClassificationTask.load(model, folder);
    }
    return EmbeddingTask.accepts(model, folder)
        ? EmbeddingTask.load(model, folder)
        : TensorTask.load(model);
  }
}
