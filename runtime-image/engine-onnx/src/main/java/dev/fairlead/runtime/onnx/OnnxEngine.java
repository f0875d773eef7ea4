package dev.fairlead.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.FileSearch;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.LoadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads {@code model.onnx}; or {@code detector.onnx}, with {@code recognizer.onnx} beside it; or
 * the one file that ends in {@code .onnx}.
 */
public final class OnnxEngine implements Engine {
  /** It writes to the log by itself, in a form of its own, and its warnings help nobody. */
  private static final OrtLoggingLevel LOG_LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;

  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public Optional<Path> find(Path folder) {
    List<Path> found =
        FileSearch.in(folder).stream()
            .filter(f -> f.getFileName().toString().endsWith(".onnx"))
            .toList();
    return found.stream()
        .filter(f -> f.endsWith("model.onnx"))
        .findFirst()
        .or(() -> found.stream().filter(f -> isDetector(f, found)).findFirst())
        .or(() -> found.stream().findFirst());
  }

  /** Of two models that are served together the first one; the task loads the other one too. */
  private static boolean isDetector(Path file, List<Path> found) {
    return file.endsWith("detector.onnx") && found.contains(file.resolveSibling("recognizer.onnx"));
  }

  @Override
  public boolean knowsGpus() {
    return true;
  }

  @Override
  public List<Path> loads(Path file) throws LoadException {
    return Stream.concat(Stream.of(file), ExternalData.of(file).stream()).toList();
  }

  @Override
  public EngineModel load(Path file, LoadOptions how) throws LoadException {
    ExternalData.of(file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment(LOG_LEVEL);
    boolean onGpu = how.device() == Device.GPU;
    try (var options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(LOG_LEVEL);
      // each caller is a thread of its own: more threads inside would only fight them for the same
      // cores
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // an arena keeps the memory of the largest request for ever
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      Gpu gpu = onGpu ? Gpu.add(options) : null;
      MappedTables tables =
          how.ownFiles() && !onGpu
              ? MappedTables.of(environment, options, file)
              : new MappedTables();
      return OnnxModel.of(
          environment, session(environment, file, options, tables), gpu, tables, file);
    } catch (IOException e) {
      throw new LoadException(Reason.ModelInvalid, file.getFileName() + " cannot be read");
    } catch (OrtException e) {
      if (onGpu && Gpu.isToBlame(e)) {
        throw Gpu.refused(e);
      }
      throw new LoadException(
          Reason.ModelInvalid,
          file.getFileName() + " cannot be loaded as ONNX: " + Messages.of(e, file));
    }
  }

  private static OrtSession session(
      OrtEnvironment environment, Path file, OrtSession.SessionOptions options, MappedTables tables)
      throws OrtException {
    try {
      return environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      tables.close();
      throw e;
    }
  }
}
