package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The image's own files on this machine's GPU, where it has one: no container engine needed. */
@EnabledIf("hasGpu")
class GpuIT {
  static boolean hasGpu() {
    return Files.exists(Path.of("/dev/nvidiactl"));
  }

  @Test
  void aModelIsLoadedAndRunOnTheGpu() throws Exception {
    Path files = Command.path("image.files");
    Path natives = files.resolve("opt/natives");

    String said =
        Command.run(
            0,
            Map.of(
                "FAIRLEAD_DEVICE", "gpu",
                "LD_LIBRARY_PATH", Command.path("image.cuda").resolve("lib").toString(),
                "RUST_LIBRARY_PATH", natives.resolve("tokenizers/libtokenizers.so").toString(),
                "RUST_FLAVOR", "cpu",
                "OPT_OUT_TRACKING", "true"),
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Donnxruntime.native.path=" + natives.resolve("onnxruntime"),
                "-Dai.djl.offline=true",
                "-cp",
                files.resolve("app/lib") + "/*",
                "dev.fairlead.runtime.Main",
                "check",
                Command.path("image.model").toString()));

    assertThat(said)
        .containsPattern("engine   onnxruntime \\S+ on gpu\\R")
        .containsPattern("the GPU ran [1-9]\\d* of the \\d+ steps");
  }
}
