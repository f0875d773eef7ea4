package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the server begins; how it ends is in {@link DrainTest}. */
class LifeCycleTest {
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

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
  void weightsBesideTheModelCountToo() throws Exception {
    Path model = model(HostileOnnx.external("weights.bin"));
    try (var weights = new RandomAccessFile(model.resolve("weights.bin").toFile(), "rw")) {
      // one hole, more than any machine has of memory
      weights.setLength(4L << 40);
    }

    try (var server = start(model, Map.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("OutOfMemory: a model of 4194304 MiB needs about ")
          .contains("raise spec.resources.limits.memory")
          .hasLineCount(1);
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
  void aFolderThatAVolumeDoesNotHaveIsToldWithWhatItHas() throws Exception {
    model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));

    try (var server = start(folder.resolve("modle"), inVolume(Map.of()))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("ModelNotFound: the volume has no folder modle: its top holds ")
          .contains("model", "spec.model.uri");
    }
  }

  @Test
  void aModelBehindALinkInItsVolumeIsServed() throws Exception {
    Path model = model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    Files.move(model.resolve("model.onnx"), folder.resolve("blob"));
    Files.createSymbolicLink(model.resolve("model.onnx"), Path.of("..", "blob"));
    Path current = Files.createSymbolicLink(folder.resolve("current"), Path.of("model"));

    try (var server = start(current, inVolume(Map.of())).awaitReady()) {
      assertThat(server.post("/v2/models/m/infer", BODY).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aModelBehindALinkThatLeadsOutIsNeverRead() throws Exception {
    Path model = model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    Files.createSymbolicLink(model.resolve("tokenizer.json"), Path.of("/proc/self/environ"));

    try (var server = start(model, inVolume(Map.of()))) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.terminationMessage())
          .startsWith("ModelInvalid: tokenizer.json is a link that leads out of the volume");
    }
  }

  @Test
  void onlyTheFilesOfTheDigestThatIsAskedForAreServed() throws Exception {
    Path model = model(OnnxFiles.unary("Relu", OnnxFiles.FLOAT));
    String actual;
    try (var server =
        start(model, inVolume(Map.of("FAIRLEAD_MODEL_DIGEST", "sha256:" + "0".repeat(64))))) {
      assertThat(server.exitCode()).isEqualTo(1);
      String said = server.terminationMessage();
      assertThat(said)
          .startsWith("DigestMismatch: the files have the digest sha256:")
          .endsWith("spec.model.digest is sha256:" + "0".repeat(64));
      actual = said.replaceFirst(".*have the digest ", "").replaceFirst(",.*", "");
    }
    try (var server =
        start(model, inVolume(Map.of("FAIRLEAD_MODEL_DIGEST", actual))).awaitReady()) {
      assertThat(server.get("/v2/models/m").body()).contains(actual);
    }
  }

  private Map<String, String> inVolume(Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("FAIRLEAD_MODEL_VOLUME", folder.toString());
    return environment;
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
