package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fairlead-runtime check}, as a program. */
class CheckTest {
  @TempDir Path folder;

  @Test
  void aModelIsDescribed() throws Exception {
    Files.write(folder.resolve("model.onnx"), OnnxFiles.unary("Relu", OnnxFiles.FLOAT));

    assertThat(check(0))
        .contains("format   ONNX")
        .containsPattern("engine   onnxruntime \\S+ on cpu\\R")
        .contains("task     Tensor")
        .contains("inputs   x FP32 [-1, 2]")
        .contains("outputs  y FP32 [-1, 2]")
        .contains("batches  yes");
  }

  @Test
  void whatOnnxRuntimeWarnsOfIsNotInTheLog() throws Exception {
    Files.write(folder.resolve("model.onnx"), OnnxFiles.unused("Relu", OnnxFiles.FLOAT));

    assertThat(check(0)).contains("batches  yes").doesNotContain("onnxruntime:");
  }

  @Test
  void whatIsNoModelIsToldWithoutAStackTrace() throws Exception {
    Files.writeString(folder.resolve("model.onnx"), "this is no model");

    assertThat(check(1)).contains("ModelInvalid: model.onnx").doesNotContain("\tat ");
  }

  private String check(int exitCode) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fairlead.runtime.Main",
                "check",
                folder.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }
}
