package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.LoadOptions;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    long start = begin(Phase.VERIFYING);
    ModelFiles files = ModelFolder.open(config.modelDir(), config.modelVolume());
    Path folder = files.folder();
    String digest = verify(files);
    start = next(Phase.LOADING, "verify", start);
    Engine engine = engine(folder);
    Path file = engine.find(folder).orElseThrow();
    if (engine.carriesCode() && !config.allowCode()) {
      throw new LoadException(
          Reason.FormatNotSupported,
          "%s carries code that would run here: export the model as ONNX, or allow it by FAIRLEAD_ALLOW_CODE=true"
              .formatted(file.getFileName()));
    }
    if (!Files.isReadable(file)) {
      throw ModelFiles.unreadable(file.getFileName().toString());
    }
    checkDevice(engine);
    Optional<Path> second = second(file);
    checkMemory(engine, file, second);
    var options =
        new LoadOptions(
            config.device(), threads, Manifest.isIn(folder) && config.modelVolume() == null);
    EngineModel model = engine.load(file, options);
    @Nullable EngineModel other = second.isPresent() ? engine.load(second.get(), options) : null;
    start = next(Phase.WARMING, "load", start);
    Task task =
        other == null
            ? task(model, file)
            : OpticalCharacterRecognitionTask.load(model, other, config.batching());
    if (config.warmup() != null) {
      Warmup.run(files, config.warmup(), task, config.maxBodyBytes(), config.maxTexts());
    }
    model.warmed();
    if (other != null) {
      other.warmed();
    }
    metrics.loaded("warm_up", System.nanoTime() - start);
    return new ServedModel(engine.format(), digest, model, task);
  }

  private static void checkMemory(Engine engine, Path first, Optional<Path> second)
      throws LoadException {
    var loaded = new ArrayList<>(engine.loads(first));
    if (second.isPresent()) {
      loaded.addAll(engine.loads(second.get()));
    }
    Memory.check(loaded);
  }

  private void checkDevice(Engine engine) throws LoadException {
    if (config.device() == Device.GPU && !engine.knowsGpus()) {
      throw new LoadException(
          Reason.DeviceUnavailable,
          "the engine for %s runs on CPUs only: take the GPU out of spec.resources.limits"
              .formatted(engine.format()));
    }
  }

  /** The digest of the files, where it is known: as it is asked for, or as fetch recorded it. */
  private @Nullable String verify(ModelFiles files) throws LoadException {
    String recorded = Manifest.verify(files.folder());
    String wanted = config.modelDigest();
    if (wanted == null) {
      return recorded;
    }
    String actual = FilesDigest.of(files);
    if (!actual.equals(wanted)) {
      throw new LoadException(
          Reason.DigestMismatch,
          "the files have the digest %s, spec.model.digest is %s".formatted(actual, wanted));
    }
    return wanted;
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
    Batching batching = config.batching();
    return switch (config.task()) {
      case "Tensor" -> TensorTask.load(model, batching);
      case "Embedding" -> EmbeddingTask.load(model, top, batching);
      case "TextClassification" -> TextClassificationTask.load(model, top, batching);
      case "TokenClassification" -> TokenClassificationTask.load(model, top, batching);
      case "ImageClassification" -> ImageClassificationTask.load(model, top, batching);
      case "Auto" -> found(model, top, batching);
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

  private static Task found(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    if (TextClassificationTask.accepts(model, folder)) {
      return TextClassificationTask.load(model, folder, batching);
    }
    if (TokenClassificationTask.accepts(model, folder)) {
      return TokenClassificationTask.load(model, folder, batching);
    }
    if (ImageClassificationTask.accepts(model, folder)) {
      return ImageClassificationTask.load(model, folder, batching);
    }
    return EmbeddingTask.accepts(model, folder)
        ? EmbeddingTask.load(model, folder, batching)
        : TensorTask.load(model, batching);
  }
}
