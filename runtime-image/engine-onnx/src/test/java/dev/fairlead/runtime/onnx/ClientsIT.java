package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that others have written, in the virtual environment that {@code
 * e2e/cluster/python-clients} makes, against the server as users run it.
 */
class ClientsIT {
  private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();
  private static final Path STORIES =
      Path.of("..", "..", "e2e", "src", "test", "python").toAbsolutePath();

  private static final String CHECKS =
      "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
          + "response_schema_conformance";
  private static final String OPENAI = "--include-path-regex=";

  @TempDir Path folder;

  @Test
  void tensorsOfAllDatatypesComeBackToTritonsClients() throws Exception {
    try (var server = tensors()) {
      assertThat(
              run(
                  "python",
                  SCRIPTS.resolve("tensors.py").toString(),
                  server.url(),
                  server.grpcTarget()))
          .contains(
              "http, bytes: 11 tensors equal",
              "http, json: 11 tensors equal",
              "http, json, two outputs: 2 tensors equal",
              "grpc: 11 tensors equal",
              "grpc, one output: 1 tensors equal");
    }
  }

  @Test
  void theEmbeddingsOfAllClientsAreThoseOfOtherSoftware() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      assertThat(
              run(
                  "python",
                  STORIES.resolve("clients.py").toString(),
                  server.url(),
                  "m",
                  model.toString(),
                  server.grpcTarget()))
          .contains(
              "openai: equal",
              "openai, base64: equal",
              "openai, tokens: equal",
              "kserve: equal",
              "kserve, bytes: equal",
              "kserve by gRPC: equal",
              "kserve by gRPC, bytes: equal",
              "tritonclient: equal",
              "tritonclient, bytes: equal",
              "tritonclient by gRPC: equal",
              "oip: equal");
    }
  }

  @Test
  void whatReflectionTellsIsEnoughToCallEveryMethod() throws Exception {
    try (var server = tensors()) {
      assertThat(run("python", SCRIPTS.resolve("reflection.py").toString(), server.grpcTarget()))
          .contains("reflection: 6 methods", "health: serving");
    }
  }

  /** Each is given back as the model would get it; every PNG has to be the same to the last bit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"size\": {\"height\": 11, \"width\": 13}, \"resample\": 2",
        "\"size\": {\"height\": 11, \"width\": 13}, \"resample\": 3, \"do_normalize\": false",
        "\"size\": {\"height\": 90, \"width\": 70}, \"resample\": 1, \"do_rescale\": false",
        "\"size\": {\"height\": 11, \"width\": 13}, \"resample\": 0, \"rescale_factor\": 0.5",
        "\"size\": {\"height\": 11, \"width\": 13}, \"resample\": 4",
        "\"size\": {\"height\": 11, \"width\": 13}, \"resample\": 5",
        "\"size\": {\"shortest_edge\": 17}, \"resample\": 3, \"do_center_crop\": true,"
            + " \"crop_size\": {\"height\": 12, \"width\": 15}",
        "\"size\": {\"shortest_edge\": 10}, \"resample\": 2, \"do_center_crop\": true,"
            + " \"crop_size\": {\"height\": 15, \"width\": 12}"
      })
  void picturesArePreparedAsOtherSoftwareDoesIt(String preprocessor) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Path file = model.resolve("preprocessor_config.json");
    Files.writeString(
        file,
        "{%s, \"image_mean\": [0.485, 0.456, 0.406], \"image_std\": [0.229, 0.224, 0.225]}"
            .formatted(preprocessor));
    Files.writeString(model.resolve("config.json"), "{\"function_to_apply\": \"none\"}");
    JsonNode made = JsonMapper.shared().readTree(file.toFile());
    JsonNode size = made.has("crop_size") ? made.path("crop_size") : made.path("size");
    Files.write(
        model.resolve("model.onnx"),
        OnnxFiles.pixels(size.path("height").asInt(), size.path("width").asInt()));

    assertThat(images(model))
        .contains("http: 13 pictures equal", "http: 10 JPEGs near")
        .contains("grpc: 13 pictures equal", "grpc: 10 JPEGs near");
  }

  /** The one of RapidOCR that says whether a line of text is upside down. */
  @Test
  void aRealModelOfPicturesSaysTheSameHere() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    run(
        "python",
        "-c",
        "import importlib.metadata as m, shutil, sys; shutil.copy(next(f.locate() for f in"
            + " m.files('rapidocr-onnxruntime') if f.name.endswith('_cls_infer.onnx')), sys.argv[1])",
        model.resolve("model.onnx").toString());
    Files.writeString(
        model.resolve("preprocessor_config.json"),
        """
        {"size": {"height": 48, "width": 192}, "resample": 2,
         "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
        """);
    // its last step is a softmax already
    Files.writeString(
        model.resolve("config.json"),
        "{\"function_to_apply\": \"none\", \"id2label\": {\"0\": \"0\", \"1\": \"180\"}}");

    assertThat(images(model, "model"))
        .contains("http: 13 pictures equal", "grpc: 13 pictures equal");
  }

  private String images(Path model, String... more) throws Exception {
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      List<String> arguments = new ArrayList<>();
      arguments.add(SCRIPTS.resolve("images.py").toString());
      arguments.addAll(List.of(server.url(), server.grpcTarget(), model.toString()));
      arguments.addAll(List.of(more));
      return run("python", arguments.toArray(String[]::new));
    }
  }

  /** RapidOCR with its own models, and the same files here. */
  @Test
  void theTextInAPictureIsWhatOtherSoftwareReads() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    copyOfRapidOcr("_det_infer.onnx", model.resolve("detector.onnx"));
    copyOfRapidOcr("_rec_infer.onnx", model.resolve("recognizer.onnx"));
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      assertThat(
              run(
                  "python",
                  SCRIPTS.resolve("ocr.py").toString(),
                  server.url(),
                  server.grpcTarget()))
          .containsPattern("http: [0-9]{2} lines in 7 pictures equal")
          .containsPattern("grpc: [0-9]{2} lines in 7 pictures equal");
    }
  }

  private void copyOfRapidOcr(String ending, Path to) throws Exception {
    run(
        "python",
        "-c",
        "import importlib.metadata as m, shutil, sys; shutil.copy(next(f.locate() for f in"
            + " m.files('rapidocr-onnxruntime') if f.name.endswith(sys.argv[1])), sys.argv[2])",
        ending,
        to.toString());
  }

  /** Requests made up from the description; none may be answered as a mistake of the server's. */
  @Test
  void whatTheDescriptionAllowsNeverFailsTheServer() throws Exception {
    try (var server = tensors()) {
      assertThat(
              run(
                  "schemathesis",
                  "--config-file",
                  SCRIPTS.resolve("schemathesis.toml").toString(),
                  "run",
                  server.url() + "/openapi.json",
                  CHECKS,
                  // this model is for none of these
                  "--exclude-path-regex=embeddings|classify|rerank",
                  "--phases=coverage,fuzzing",
                  "--max-examples=10",
                  "--seed=7",
                  "--generation-database=none"))
          .containsPattern("([0-9]{3,}) generated, \\1 passed");
    }
  }

  @Test
  void noEmbeddingThatTheDescriptionAllowsFailsTheServer() throws Exception {
    Path model = MiniLm.unpack(folder.resolve("model"), MiniLm.FP32);
    assertNothingFails(model, "embeddings");
  }

  @Test
  void noTextToClassifyThatTheDescriptionAllowsFailsTheServer() throws Exception {
    assertNothingFails(classifier(new float[][] {{0, 0}, {0, 0}, {-1, 1}, {2, -2}}), "classify");
  }

  @Test
  void noDocumentsToRankThatTheDescriptionAllowsFailTheServer() throws Exception {
    assertNothingFails(classifier(new float[][] {{0}, {0}, {4}, {-2}}), "rerank");
  }

  /** Of two words, with as many labels as a row has numbers. */
  private Path classifier(float[][] rows) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    TextFiles.write(
        model,
        List.of("fine", "poor"),
        OnnxFiles.table(rows, true),
        "{\"architectures\": [\"AnyForSequenceClassification\"]}");
    return model;
  }

  private void assertNothingFails(Path model, String path) throws Exception {
    try (var server = new ServerProcess(model, folder, Map.of()).awaitReady()) {
      assertThat(
              run(
                  "schemathesis",
                  "run",
                  server.url() + "/openapi.json",
                  CHECKS,
                  OPENAI + path,
                  "--phases=fuzzing",
                  "--max-examples=40",
                  "--seed=7",
                  "--generation-database=none"))
          .containsPattern("([0-9]{2,}) generated, \\1 passed");
    }
  }

  private ServerProcess tensors() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(
        model.resolve("model.onnx"), OnnxFiles.identities(9, 2, 3, 5, 6, 7, 10, 16, 1, 11, 8));
    return new ServerProcess(model, folder, Map.of("FAIRLEAD_MODEL_VERSION", "2")).awaitReady();
  }

  /** What a program of the virtual environment says; a failure is shown whole. */
  private String run(String program, String... arguments) throws Exception {
    Path tool = cache().resolve("python").resolve("bin").resolve(program);
    assertThat(tool).as("run: e2e/cluster/python-clients").isExecutable();
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", SCRIPTS.toString());
    if (command.stream().anyMatch(argument -> argument.startsWith(OPENAI))) {
      builder.environment().put("SCHEMATHESIS_HOOKS", "openai_hooks");
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** As the cluster's scripts have it. */
  private static Path cache() {
    return Optional.ofNullable(System.getenv("FAIRLEAD_CACHE"))
        .map(Path::of)
        .orElseGet(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(Path::of)
                    .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("fairlead"));
  }
}
