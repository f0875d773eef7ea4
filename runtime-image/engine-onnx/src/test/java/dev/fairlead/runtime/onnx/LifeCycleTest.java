package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the server begins; how it ends is in {@link DrainTest}. */
class LifeCycleTest {
  @TempDir Path folder;

  private Path model(byte[] content) throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), content);
    return model;
  }

  private ServerProcess start(Path model, Map<String, String> environment) throws IOException {
    return new ServerProcess(model, folder, environment);
  }

  @Test
  void filesThatAreNoModelAreToldInOneLine() throws Exception {
    try (var server = start(model("no model".getBytes(StandardCharsets.UTF_8)), Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("ModelInvalid: model.onnx cannot be loaded as ONNX")
          .hasLineCount(1);
      assertThat(server.log()).doesNotContain("\tat ");
    }
  }

  @Test
  void aFormatWithoutAnEngineIsToldWithTheFieldToSet() throws Exception {
    try (var server = start(model(new byte[1]), Map.of("FAIRLEAD_MODEL_FORMAT", "TorchScript"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("FormatNotSupported: ")
          .contains("TorchScript", "ONNX", "spec.model.format");
    }
  }

  @Test
  void aGpuIsNeverReplacedByTheCpu() throws Exception {
    Path model = model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));

    try (var server = start(model, Map.of("FAIRLEAD_DEVICE", "gpu"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("DeviceUnavailable: this server is built for CPUs only")
          .contains("runtime-onnx-cuda", "spec.resources.limits")
          .hasLineCount(1);
    }
  }

  @Test
  void aFolderWithoutAModelNamesItsFiles() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("model.pt"), "x");

    try (var server = start(model, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("FormatNotSupported: ")
          .contains("model.pt");
    }
  }

  @Test
  void aFileThatIsNotTheFetchedOneIsNeverServed() throws Exception {
    Path model = model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    Files.createDirectory(model.resolve(".fairlead"));
    Files.writeString(
        model.resolve(".fairlead").resolve("manifest.json"),
        "{\"digest\":\"sha256:0\",\"files\":[{\"path\":\"model.onnx\",\"size\":%d,\"sha256\":\"%s\"}]}"
            .formatted(Files.size(model.resolve("model.onnx")), "0".repeat(64)));

    try (var server = start(model, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage()).startsWith("DigestMismatch: model.onnx has sha256 ");
    }
  }

  @Test
  void anUnknownSettingIsRefusedWithASuggestion() throws Exception {
    try (var server = start(model(new byte[1]), Map.of("FAIRLEAD_MODEL_FROMAT", "ONNX"))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.log())
          .contains("FAIRLEAD_MODEL_FROMAT is not a setting: did you mean FAIRLEAD_MODEL_FORMAT?");
    }
  }
}
