package dev.fairlead.runtime.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The GPU of one session, through CUDA: there, or an error; never a CPU in its place. */
final class Gpu {
  private static final Logger LOG = Logger.getLogger(Gpu.class.getName());

  /** The container runtime shows a process those that it may use, numbered from here. */
  private static final int FIRST = 0;

  private static final Pattern FAILURE =
      Pattern.compile("(CUDA|CUDNN|CUBLAS|CURAND|CUFFT) failure \\d+: [^;]+");
  private static final Pattern LIBRARY =
      Pattern.compile("lib[\\w.+-]+: cannot open shared object file");
  private static final Pattern PROVIDER = Pattern.compile("CUDA Provider not available");
  private static final Pattern NO_ROOM =
      Pattern.compile("CUDA failure 2:|Failed to allocate memory|Available memory of");
  private static final List<Pattern> TROUBLE = List.of(NO_ROOM, FAILURE, LIBRARY, PROVIDER);

  private final Path folder;

  private Gpu(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds it to the options of a session, whose runs are recorded until {@link #check}.
   *
   * @throws LoadException if there is none, or none for this server
   */
  static Gpu add(OrtSession.SessionOptions options) throws LoadException {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new LoadException(
          Reason.DeviceUnavailable,
          "this server is built for CPUs only: take the image runtime-onnx-cuda"
              + " (image.runtimeOnnxCuda of the chart), or the GPU out of spec.resources.limits");
    }
    try (var cuda = new OrtCUDAProviderOptions(FIRST)) {
      // FP32 is FP32, as on a CPU: TF32 has ten bits of its 23
      cuda.add("use_tf32", "0");
      // to try all algorithms takes seconds, with each new shape
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
      Path folder = Files.createTempDirectory("fairlead-gpu");
      options.enableProfiling(folder.resolve("runs").toString());
      return new Gpu(folder);
    } catch (OrtException e) {
      throw refused(e);
    } catch (IOException e) {
      throw new LoadException(Reason.Crashed, "/tmp has to be writable: " + e.getMessage());
    }
  }

  /** Whether the GPU, and not the model, is why there is no session. */
  static boolean isToBlame(OrtException e) {
    String message = String.valueOf(e.getMessage());
    return TROUBLE.stream().anyMatch(trouble -> trouble.matcher(message).find());
  }

  /** What its owner is told when it cannot be used. */
  static LoadException refused(OrtException e) {
    String message = String.valueOf(e.getMessage());
    if (NO_ROOM.matcher(message).find()) {
      return new LoadException(
          Reason.OutOfMemory,
          "the model does not fit into the GPU's memory: take a larger GPU, or a smaller model");
    }
    String cause =
        Stream.of(FAILURE, LIBRARY)
            .map(pattern -> pattern.matcher(message))
            .filter(Matcher::find)
            .map(found -> found.group().replaceAll("\\s+", " ").strip())
            .findFirst()
            .orElseGet(() -> Messages.of(e));
    return new LoadException(
        Reason.DeviceUnavailable,
        "no GPU can be used here (%s): the pod needs nvidia.com/gpu in spec.resources.limits, and its node NVIDIA's driver and container runtime"
            .formatted(cause));
  }

  /**
   * Looks where the runs up to now went, and records no more.
   *
   * @throws LoadException if nothing of them went to the GPU
   */
  void check(OrtSession session) throws LoadException {
    Placement runs;
    try {
      Path profile = Path.of(session.endProfiling());
      runs = Placement.read(profile);
      Files.delete(profile);
      Files.delete(folder);
    } catch (OrtException | IOException e) {
      LOG.log(Level.WARNING, "it cannot be told where the first runs went: {0}", e.getMessage());
      return;
    }
    if (runs.all() > 0 && runs.onGpu() == 0) {
      throw new LoadException(
          Reason.DeviceUnavailable,
          "the GPU can run nothing of this model (such are trees, texts and most of int8): take the GPU out of spec.resources.limits, or export the model as FP32 or FP16");
    }
    LOG.log(
        Level.INFO,
        "the GPU ran {0} of the {1} steps of the first runs, the CPU the others",
        new Object[] {Long.toString(runs.onGpu()), Long.toString(runs.all())});
  }
}
