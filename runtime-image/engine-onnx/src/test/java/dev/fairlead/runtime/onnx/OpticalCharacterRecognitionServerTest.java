package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models for which white is text, and of which each answer can be computed by hand. */
class OpticalCharacterRecognitionServerTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** The first one of the characters; as many as a line has columns, without blank and space. */
  private static final char FIRST = '一';

  private static final String CHARACTERS =
      IntStream.range(0, 318)
          .mapToObj(i -> Character.toString(FIRST + i))
          .collect(Collectors.joining("\n"));

  @TempDir Path folder;

  /**
   * A bar of 400 · 40 gets 29 pixels more on each side, which are 458 · 98 then, or 225 · 48 as the
   * recogniser wants it: white begins 14 columns from the left.
   */
  @Test
  void twoFilesAreOneModel() throws Exception {
    model(CHARACTERS);
    try (var server = server(Map.of())) {
      var picture = black();
      bar(picture, 100, 200, 400);
      JsonNode line = text(server, picture).get(0);

      assertThat(line.path("text").asString()).hasSize(1);
      assertThat(line.path("text").asString().charAt(0) - FIRST).isCloseTo(14, within(2));
      assertThat(line.path("score").asDouble()).isEqualTo(1);
      assertThat(line.path("box").get(0).get(0).asInt()).isCloseTo(71, within(2));
      assertThat(line.path("box").get(0).get(1).asInt()).isCloseTo(171, within(2));
      assertThat(line.path("box").get(2).get(0).asInt()).isCloseTo(529, within(2));
      assertThat(line.path("box").get(2).get(1).asInt()).isCloseTo(269, within(2));
      assertThat(server.get("/v2/models/m").body()).contains("OpticalCharacterRecognition");
    }
  }

  @Test
  void linesComeInReadingOrderAndPicturesOneByOne() throws Exception {
    model(CHARACTERS);
    try (var server = server(Map.of("FAIRLEAD_MODEL_TASK", "OpticalCharacterRecognition"))) {
      var picture = black();
      bar(picture, 40, 200, 200);
      bar(picture, 380, 196, 200);
      bar(picture, 40, 400, 200);
      HttpResponse<String> response = infer(server, png(picture), png(black()));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode texts = MAPPER.readTree(response.body()).path("outputs").get(0);

      assertThat(texts.path("shape").toString()).isEqualTo("[2]");
      JsonNode lines = MAPPER.readTree(texts.path("data").get(0).asString());
      assertThat(lines.size()).isEqualTo(3);
      assertThat(left(lines.get(0))).isLessThan(40);
      assertThat(left(lines.get(1))).isBetween(300, 380);
      assertThat(left(lines.get(2))).isLessThan(40);
      assertThat(texts.path("data").get(1).asString()).isEqualTo("[]");
    }
  }

  @Test
  void whatIsNoPictureIsTold() throws Exception {
    model(CHARACTERS);
    try (var server = server(Map.of())) {
      byte[] good = png(black());
      byte[] cut = Arrays.copyOf(good, good.length / 2);

      HttpResponse<String> response = infer(server, good, cut);

      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("element 1 of 'image' is a PNG that is cut off");
      assertThat(infer(server, good).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneFileAloneIsNotEnough() throws Exception {
    model(CHARACTERS);
    Files.delete(folder.resolve("model").resolve("recognizer.onnx"));

    assertThat(refusal(Map.of("FAIRLEAD_MODEL_TASK", "OpticalCharacterRecognition")))
        .contains("ModelInvalid")
        .contains("needs detector.onnx and recognizer.onnx")
        .contains("the files are detector.onnx");
  }

  @Test
  void aDictionaryOfAnotherModelIsTold() throws Exception {
    model("a\nb");

    assertThat(refusal(Map.of()))
        .contains("ModelInvalid")
        .contains("fails on its first line")
        .contains("one number for each of its characters");
  }

  @Test
  void theDetectorAloneCanBeServedAsAModelOfTensors() throws Exception {
    model(CHARACTERS);
    try (var server = server(Map.of("FAIRLEAD_MODEL_TASK", "Tensor"))) {
      assertThat(server.get("/v2/models/m").body()).contains("\"Tensor\"").contains("\"map\"");
    }
  }

  private void model(String characters) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("detector.onnx"), OnnxFiles.detector());
    Files.write(model.resolve("recognizer.onnx"), OnnxFiles.recognizer(characters));
  }

  private ServerProcess server(Map<String, String> environment) throws Exception {
    return new ServerProcess(folder.resolve("model"), folder, environment).awaitReady();
  }

  private String refusal(Map<String, String> environment) throws Exception {
    try (var server = new ServerProcess(folder.resolve("model"), folder, environment)) {
      assertThat(server.exitCode()).isNotZero();
      return server.terminationMessage();
    }
  }

  private static JsonNode text(ServerProcess server, BufferedImage picture) throws Exception {
    HttpResponse<String> response = infer(server, png(picture));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode output = MAPPER.readTree(response.body()).path("outputs").get(0);
    assertThat(output.path("name").asString()).isEqualTo("text");
    return MAPPER.readTree(output.path("data").get(0).asString());
  }

  private static int left(JsonNode line) {
    return line.path("box").get(0).get(0).asInt();
  }

  private static HttpResponse<String> infer(ServerProcess server, byte[]... files)
      throws Exception {
    String data =
        Stream.of(files)
            .map(file -> "\"" + Base64.getEncoder().encodeToString(file) + "\"")
            .collect(Collectors.joining(","));
    return server.post(
        "/v2/models/m/infer",
        "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[%d],\"data\":[%s]}]}"
            .formatted(files.length, data));
  }

  private static BufferedImage black() {
    return new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
  }

  /** White, 40 pixels high. */
  private static void bar(BufferedImage picture, int left, int top, int wide) {
    for (int y = top; y < top + 40; y++) {
      for (int x = left; x < left + wide; x++) {
        picture.setRGB(x, y, 0xffffff);
      }
    }
  }

  private static byte[] png(BufferedImage picture) throws Exception {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", out)).isTrue();
    return out.toByteArray();
  }
}
