package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.testsupport.ServerProcess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model that gives the average of each channel, so that each answer can be computed by hand. */
class ImageClassificationServerTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final double SAME = 1e-6;
  private static final String CONFIG =
      "{\"architectures\": [\"AnyForImageClassification\"], \"id2label\": "
          + "{\"0\": \"red\", \"1\": \"green\", \"2\": \"blue\"}}";
  private static final int RED = 0xff0000;
  private static final int BLUE = 0x0000ff;

  /** Of the colour of a picture of one colour: 1 to twice -1. */
  private static final double SURE = 1 / (1 + 2 * Math.exp(-2));

  @TempDir Path folder;

  @Test
  void aPictureGetsItsLabelAndTheProbabilitiesOfAll() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 8, 8), CONFIG);
    try (var server = server()) {
      JsonNode answer = answer(infer(server, picture("png", RED), picture("jpeg", BLUE)));

      assertThat(output(answer, "label").toString()).isEqualTo("[\"red\",\"blue\"]");
      assertThat(output(answer, "score").get(0).asDouble()).isCloseTo(SURE, within(SAME));
      assertThat(output(answer, "scores").size()).isEqualTo(6);
      assertThat(output(answer, "scores").get(2).asDouble())
          .isCloseTo((1 - SURE) / 2, within(SAME));
      assertThat(server.get("/v2/models/m").body()).contains("ImageClassification");
    }
  }

  @Test
  void aModelThatDoesNotFeelNeighboursGetsImagesTogether() throws Exception {
    model(OnnxFiles.pixels(8, 8), "{\"function_to_apply\": \"none\"}");
    try (var server = server()) {
      JsonNode scores = output(answer(infer(server, picture("png", RED))), "scores");

      assertThat(scores.size()).isEqualTo(3 * 64);
      for (int i = 0; i < scores.size(); i++) {
        assertThat(scores.get(i).asDouble()).isEqualTo(i < 64 ? 1 : -1);
      }
      assertThat(server.log()).contains("images may run together");
    }
  }

  @Test
  void aPictureMayComeInJsonAsBase64() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 8, 8), CONFIG);
    try (var server = server()) {
      String body =
          "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"%s\",\"%s\"]}]}"
              .formatted(base64(picture("jpeg", RED)), base64(picture("png", BLUE)));
      HttpResponse<String> answer = server.post("/v2/models/m/infer", body);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(output(MAPPER.readTree(answer.body()), "label").toString())
          .isEqualTo("[\"red\",\"blue\"]");
    }
  }

  @Test
  void channelsMayComeLastAndImagesOneByOne() throws Exception {
    model(OnnxFiles.channelMeans(1, 1, 8, 8, 3), CONFIG);
    try (var server = server()) {
      JsonNode answer = answer(infer(server, picture("png", RED), picture("png", BLUE)));

      assertThat(output(answer, "label").toString()).isEqualTo("[\"red\",\"blue\"]");
      assertThat(server.log()).contains("images never run together");
    }
  }

  @Test
  void aModelOfProbabilitiesGivesThemAsTheyAre() throws Exception {
    model(
        OnnxFiles.channelMeans(2, -1, 3, 8, 8),
        CONFIG.replace("{\"arch", "{\"function_to_apply\": \"none\", \"arch"));
    try (var server = server()) {
      JsonNode answer = answer(infer(server, picture("png", RED)));

      assertThat(output(answer, "scores").toString()).isEqualTo("[1.0,-1.0,-1.0]");
    }
  }

  @Test
  void whatIsNoPictureIsToldAndHurtsNobodyElse() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 8, 8), CONFIG);
    byte[] good = picture("png", RED);
    byte[] bomb = good.clone();
    // width and height in its header, and then the checksum of that
    Arrays.fill(bomb, 16, 24, (byte) 0x10);
    var checksum = new CRC32();
    checksum.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) checksum.getValue());
    try (var server = server();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(refusal(infer(server, good, new byte[] {1, 2, 3})))
          .isEqualTo("element 1 of 'image' is no JPEG and no PNG file");
      assertThat(refusal(infer(server, Arrays.copyOf(good, good.length / 2))))
          .isEqualTo("element 0 of 'image' is a PNG that is cut off");
      assertThat(refusal(infer(server, bomb)))
          .startsWith("element 0 of 'image' has 269488144 × 269488144 pixels");
      byte[][] many = new byte[257][];
      Arrays.fill(many, good);
      assertThat(refusal(infer(server, many)))
          .isEqualTo("the request has 257 images: send at most 256");

      List<Callable<HttpResponse<byte[]>>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] file = i % 4 == 0 ? new byte[] {1, 2, 3} : good;
        calls.add(() -> infer(server, file));
      }
      List<Future<HttpResponse<byte[]>>> answers = clients.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get().statusCode()).isEqualTo(i % 4 == 0 ? 400 : 200);
      }
      assertThat(server.get("/v2/health/live").statusCode()).isEqualTo(200);
    }
  }

  /** One fits into the share of the heap that pictures have, two do not. */
  @Test
  void largePicturesWaitForEachOther() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 8, 8), CONFIG);
    byte[] large = picture("png", RED, 3_500, 3_500);
    try (var server = server();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<HttpResponse<byte[]>> call = () -> infer(server, large);
      List<Future<HttpResponse<byte[]>>> answers = clients.invokeAll(Collections.nCopies(4, call));

      for (Future<HttpResponse<byte[]>> answer : answers) {
        assertThat(output(answer(answer.get()), "label").get(0).asString()).isEqualTo("red");
      }
      assertThat(refusal(infer(server, picture("png", RED, 5_000, 5_000))))
          .contains("has 5000 × 5000 pixels, which take 14")
          .containsPattern("this server has [78]. MiB for pictures");
    }
  }

  @Test
  void imagesOfAnotherSizeThanTheModelsAreToldAtTheStart() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 9, 8), CONFIG);
    try (var server = new ServerProcess(folder.resolve("model"), folder, Map.of())) {
      assertThat(server.exitCode()).isNotZero();
      assertThat(server.terminationMessage())
          .contains("ModelInvalid")
          .contains("makes images of the shape [-1, 3, 8, 8], the model takes [-1, 3, 9, 8]");
    }
  }

  @Test
  void aModelWithoutAFileAboutItsPicturesTakesTensors() throws Exception {
    model(OnnxFiles.channelMeans(2, -1, 3, 8, 8), CONFIG);
    Files.delete(folder.resolve("model").resolve("preprocessor_config.json"));
    try (var server = server()) {
      assertThat(server.get("/v2/models/m").body()).contains("\"Tensor\"");
    }
  }

  private ServerProcess server() throws Exception {
    return new ServerProcess(folder.resolve("model"), folder, Map.of()).awaitReady();
  }

  private void model(byte[] onnx, String config) throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.write(model.resolve("model.onnx"), onnx);
    Files.writeString(model.resolve("config.json"), config);
    Files.writeString(model.resolve("preprocessor_config.json"), "{\"size\": 8}");
  }

  /** Of one colour. */
  private static byte[] picture(String format, int colour) throws Exception {
    return picture(format, colour, 20, 10);
  }

  private static byte[] picture(String format, int colour, int width, int height) throws Exception {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, colour);
      }
    }
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** By the binary extension. */
  private static HttpResponse<byte[]> infer(ServerProcess server, byte[]... files)
      throws Exception {
    int size = Arrays.stream(files).mapToInt(file -> Integer.BYTES + file.length).sum();
    var data = ByteBuffer.allocate(size);
    data.order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] file : files) {
      data.putInt(file.length).put(file);
    }
    String json =
        "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[%d],\"parameters\":{\"binary_data_size\":%d}}]}"
            .formatted(files.length, size);
    return server.postBytes(
        "/v2/models/m/infer", json.getBytes(StandardCharsets.UTF_8), data.array());
  }

  private static JsonNode answer(HttpResponse<byte[]> response) {
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return MAPPER.readTree(response.body());
  }

  private static String refusal(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isEqualTo(400);
    return MAPPER.readTree(response.body()).path("error").asString();
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asString().equals(name)) {
        return output.path("data");
      }
    }
    throw new AssertionError(answer + " has no " + name);
  }
}
