package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With models that are functions of their input: what is bright is text, and says its colour. */
class OpticalCharacterRecognitionTaskTest {
  private static final String COLOURS = "r\ng\nb";

  /** With the blank and the space. */
  private static final int KNOWN = 5;

  private static final int SPACE = 4;

  private final List<List<Long>> lines = new ArrayList<>();

  @Test
  void linesAreReadInTheOrderOfAPage() throws Exception {
    BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.BLUE, 40, 300, 300, 40);
    fill(picture, Color.GREEN, 420, 60, 200, 40);
    fill(picture, Color.RED, 40, 64, 300, 40);
    OpticalCharacterRecognitionTask task = task();
    lines.clear();

    JsonNode found = text(task, png(picture)).getFirst();

    assertThat(found.findValuesAsString("text")).containsExactly("r", "g", "b");
    assertThat(found.get(0).path("score").asDouble()).isCloseTo(0.9, within(1e-6));
    // (300 · 1.55) · (40 · 1.53) · 1.6 / perimeter = 43 of the map, which are 28 of the picture
    assertBox(found.get(2).path("box"), 12, 272, 368, 368);
    assertThat(lines).containsExactly(List.of(3L, 3L, 48L, 320L));
  }

  @Test
  void longLinesHaveRunsOfTheirOwn() throws Exception {
    BufferedImage picture = new BufferedImage(1_200, 900, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.RED, 100, 100, 200, 30);
    fill(picture, Color.GREEN, 50, 300, 1_100, 30);
    fill(picture, Color.BLUE, 100, 500, 200, 30);
    OpticalCharacterRecognitionTask task = task();
    lines.clear();

    JsonNode found = text(task, png(picture)).getFirst();

    assertThat(found.findValuesAsString("text")).containsExactly("r", "g", "b");
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).isEqualTo(List.of(2L, 3L, 48L, 320L));
    assertThat(lines.getLast().getFirst()).isEqualTo(1);
    assertThat(lines.getLast().getLast() % 64).isZero();
    assertThat(lines.getLast().getLast()).isGreaterThan(640);
  }

  @Test
  void boxesAreThoseOfThePictureThatWasSent() throws Exception {
    BufferedImage picture = new BufferedImage(3_200, 2_400, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.RED, 400, 600, 2_000, 200);

    JsonNode found = text(task(), png(picture)).getFirst();

    // 1000 · 100 · 1.6 / 2200 = 73 of a picture half as large
    assertBox(found.get(0).path("box"), 254, 454, 2546, 946);
  }

  @Test
  void whatIsNotReadSurelyIsLeftOut() throws Exception {
    BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    fill(picture, Color.WHITE, 40, 60, 300, 40);

    assertThat(text(task(), png(picture)).getFirst()).isEmpty();
  }

  @Test
  void aPictureWithoutTextHasNoLines() throws Exception {
    byte[] empty = png(new BufferedImage(1, 700, BufferedImage.TYPE_INT_RGB));

    List<JsonNode> texts = text(task(), empty, empty);

    assertThat(texts).hasSize(2).allMatch(JsonNode::isArray).allMatch(JsonNode::isEmpty);
  }

  @Test
  void whatIsNoPictureIsTold() throws Exception {
    byte[] good = png(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB));

    List<Answer> answers = task().run(List.of(request(good, new byte[9])), new Cancellation());

    assertThat(answers)
        .containsExactly(new Answer.Rejected("element 1 of 'image' is no JPEG and no PNG file"));
  }

  @Test
  void theDictionaryHasToBeThereAndToFit() {
    assertThatThrownBy(
            () ->
                OpticalCharacterRecognitionTask.load(
                    detector(), recognizer(Map.of()), new Batching(Batching.Mode.Auto, 512, 32)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("in the metadata 'character'");
    assertThatThrownBy(
            () ->
                OpticalCharacterRecognitionTask.load(
                    detector(),
                    recognizer(Map.of("character", "a\nb")),
                    new Batching(Batching.Mode.Auto, 512, 32)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("knows 5 characters")
        .hasMessageContaining("'character' has 4");
  }

  @Test
  void bothModelsHaveToBeOfTheirKind() {
    assertThatThrownBy(
            () ->
                OpticalCharacterRecognitionTask.load(
                    recognizer(Map.of()), detector(), new Batching(Batching.Mode.Auto, 512, 32)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("the detector is none of PP-OCR's");
    assertThatThrownBy(
            () ->
                OpticalCharacterRecognitionTask.load(
                    detector(), detector(), new Batching(Batching.Mode.Auto, 512, 32)))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("the recogniser is none of PP-OCR's");
  }

  private OpticalCharacterRecognitionTask task() throws LoadException {
    return OpticalCharacterRecognitionTask.load(
        detector(),
        recognizer(Map.of("character", COLOURS)),
        new Batching(Batching.Mode.Auto, 512, 32));
  }

  private static List<JsonNode> text(OpticalCharacterRecognitionTask task, byte[]... files)
      throws Exception {
    Answer answer = task.run(List.of(request(files)), new Cancellation()).getFirst();
    Tensor.Bytes texts = (Tensor.Bytes) ((Answer.Tensors) answer).outputs().getFirst();
    assertThat(texts.name()).isEqualTo("text");
    return texts.elements().stream().map(text -> JsonMapper.shared().readTree(text)).toList();
  }

  private static Request request(byte[]... files) {
    return new Request.Tensors(
        List.of(new Tensor.Bytes("image", List.of((long) files.length), List.of(files))),
        Set.of("text"));
  }

  /** As far as rounding allows. */
  private static void assertBox(JsonNode box, int left, int top, int right, int bottom) {
    int[] expected = {left, top, right, top, right, bottom, left, bottom};
    for (int i = 0; i < expected.length; i++) {
      assertThat(box.get(i / 2).get(i % 2).asInt()).as("%s", box).isCloseTo(expected[i], within(5));
    }
  }

  private static void fill(BufferedImage picture, Color colour, int x, int y, int wide, int high) {
    for (int row = y; row < y + high; row++) {
      for (int column = x; column < x + wide; column++) {
        picture.setRGB(column, row, colour.getRGB());
      }
    }
  }

  private static byte[] png(BufferedImage picture) throws Exception {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static EngineModel detector() {
    return new Model(
        List.of(-1L, 3L, -1L, -1L),
        List.of(-1L, 1L, -1L, -1L),
        Map.of(),
        pixels -> {
          int size = Math.toIntExact(pixels.shape().get(2) * pixels.shape().get(3));
          FloatBuffer numbers = numbers(pixels);
          var map = new float[size];
          for (int i = 0; i < map.length; i++) {
            boolean isBright =
                numbers.get(i) > 0 || numbers.get(size + i) > 0 || numbers.get(2 * size + i) > 0;
            map[i] = isBright ? 1 : 0;
          }
          return tensor(List.of(1L, 1L, pixels.shape().get(2), pixels.shape().get(3)), map);
        });
  }

  private EngineModel recognizer(Map<String, String> metadata) {
    return new Model(
        List.of(-1L, 3L, 48L, -1L),
        List.of(-1L, -1L, (long) KNOWN),
        metadata,
        pixels -> {
          lines.add(pixels.shape());
          int count = Math.toIntExact(pixels.shape().getFirst());
          var steps = new float[count * KNOWN];
          for (int i = 0; i < count; i++) {
            read(numbers(pixels), i, 48 * Math.toIntExact(pixels.shape().get(3)), steps);
          }
          return tensor(List.of((long) count, 1L, (long) KNOWN), steps);
        });
  }

  /** A colour is sure, and white is not. */
  private static void read(FloatBuffer numbers, int line, int size, float[] steps) {
    var bright = new boolean[3];
    for (int i = 0; i < 3 * size; i++) {
      bright[i / size] |= numbers.get(line * 3 * size + i) > 0.5;
    }
    Arrays.fill(steps, line * KNOWN, (line + 1) * KNOWN, 0.1f);
    if (bright[0] && bright[1] && bright[2]) {
      steps[line * KNOWN + SPACE] = 0.4f;
    } else {
      // blue comes first
      int character = bright[2] ? 1 : bright[1] ? 2 : 3;
      steps[line * KNOWN + character] = 0.9f;
    }
  }

  private static FloatBuffer numbers(Tensor.Fixed tensor) {
    return tensor.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private static Tensor.Fixed tensor(List<Long> shape, float[] values) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return new Tensor.Fixed("y", Datatype.FP32, shape, data);
  }

  private record Model(
      List<Long> in,
      List<Long> out,
      Map<String, String> metadata,
      UnaryOperator<Tensor.Fixed> function)
      implements EngineModel {
    @Override
    public String engine() {
      return "test";
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("x", Datatype.FP32, in));
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of(new TensorSpec("y", Datatype.FP32, out));
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, Set<String> outputs, Cancellation cancellation) {
      return List.of(function.apply((Tensor.Fixed) inputs.getFirst()));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
