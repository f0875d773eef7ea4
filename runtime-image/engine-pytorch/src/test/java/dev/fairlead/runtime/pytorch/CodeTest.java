package dev.fairlead.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that carries code, and the program that is to load it. */
class CodeTest {
  @TempDir Path folder;

  @Test
  void itIsNotLoadedUnlessThatIsAllowed() throws Exception {
    model();

    assertThat(check("false", 1))
        .contains("FormatNotSupported: model.pt carries code that would run here")
        .contains("FAIRLEAD_ALLOW_CODE=true");
  }

  @Test
  void allowedItIsAModelLikeOthers() throws Exception {
    model();

    assertThat(check("true", 0))
        .contains("format   TorchScript")
        .contains("engine   pytorch 2.")
        .contains("inputs   x FP32 [-1, 2]")
        .contains("batches  yes");
  }

  private void model() throws Exception {
    Files.write(
        folder.resolve("model.pt"), TorchFiles.script("x: Tensor", "Tensor", "torch.mul(x, 2)"));
    TorchFiles.describe(folder, "x FP32 [-1,2]", "y FP32 [-1,2]");
  }

  private String check(String allowed, int exitCode) throws Exception {
    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fairlead.runtime.Main",
                "check",
                folder.toString())
            .redirectErrorStream(true);
    builder.environment().put("FAIRLEAD_ALLOW_CODE", allowed);
    builder.environment().put("OPT_OUT_TRACKING", "true");
    Process process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }
}
