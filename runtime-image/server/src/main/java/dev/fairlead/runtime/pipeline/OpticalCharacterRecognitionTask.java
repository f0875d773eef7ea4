package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.image.BadPictureException;
import dev.fairlead.runtime.image.PictureReader;
import dev.fairlead.runtime.ocr.Crop;
import dev.fairlead.runtime.ocr.Point;
import dev.fairlead.runtime.ocr.Quad;
import dev.fairlead.runtime.ocr.ReadingOrder;
import dev.fairlead.runtime.ocr.Text;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes of a picture in, the lines of text in it out: one model finds them, another one reads
 * them, as PP-OCR does it.
 */
public final class OpticalCharacterRecognitionTask implements Task {
  private static final String DETECTOR = "detector.onnx";
  private static final String RECOGNIZER = "recognizer.onnx";
  private static final String IMAGE = "image";
  private static final String TEXT = "text";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** What is less probable is no text, but something that looks like it. */
  private static final double SURE = 0.5;

  private final TextDetector detector;
  private final TextRecognizer recognizer;
  private final PictureReader reader;

  private OpticalCharacterRecognitionTask(TextDetector detector, TextRecognizer recognizer) {
    this.detector = detector;
    this.recognizer = recognizer;
    this.reader = PictureReader.ofHeap(TextDetector.LONGEST);
  }

  /** The file of the model that reads lines, if the one given finds them, and it is beside. */
  public static Optional<Path> recognizer(Path file) {
    Path recognizer = file.resolveSibling(RECOGNIZER);
    return file.endsWith(DETECTOR) && Files.isRegularFile(recognizer)
        ? Optional.of(recognizer)
        : Optional.empty();
  }

  /**
   * Of two loaded models, after a trial of each.
   *
   * @throws LoadException if one of them cannot do its part
   */
  public static OpticalCharacterRecognitionTask load(
      EngineModel detector, EngineModel recognizer, Batching batching) throws LoadException {
    return new OpticalCharacterRecognitionTask(
        TextDetector.of(detector), TextRecognizer.of(recognizer, batching));
  }

  @Override
  public String name() {
    return "OpticalCharacterRecognition";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec(IMAGE, Datatype.BYTES, List.of(-1L)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(new TensorSpec(TEXT, Datatype.BYTES, List.of(-1L)));
  }

  @Override
  public Object kind(Request request) {
    return OpticalCharacterRecognitionTask.class;
  }

  @Override
  public int weight(Request request) {
    return Math.max(1, Images.of(request).count());
  }

  /** Pictures differ in size, and each is many runs by itself: nothing is gained by company. */
  @Override
  public int maxBatchWeight() {
    return 0;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    var answers = new ArrayList<Answer>();
    for (Request request : requests) {
      answers.add(answer(Images.of(request), cancellation));
    }
    return answers;
  }

  private Answer answer(Images images, Cancellation cancellation) throws RunException {
    var texts = new ArrayList<byte[]>();
    for (int i = 0; i < images.count() && images.fault() == null; i++) {
      if (cancellation.isCancelled()) {
        throw new RunException("stopped between two images");
      }
      try {
        texts.add(text(Page.read(images.file(i), reader), cancellation));
      } catch (BadPictureException e) {
        images.fault("element %d of '%s' %s".formatted(i, IMAGE, e.getMessage()));
      }
    }
    String fault = images.fault();
    return fault == null
        ? new Answer.Tensors(List.of(Vectors.texts(TEXT, texts)))
        : new Answer.Rejected(fault);
  }

  /** An array of objects with text, score and box, in reading order. */
  private byte[] text(Page page, Cancellation cancellation) throws RunException {
    List<Quad> boxes = ReadingOrder.of(detector.lines(page.picture(), cancellation));
    List<Crop> lines = boxes.stream().map(Crop::new).toList();
    List<Text> texts = recognizer.read(page.picture(), lines, cancellation);
    ArrayNode array = MAPPER.createArrayNode();
    for (int i = 0; i < texts.size(); i++) {
      Text text = texts.get(i);
      if (text.score() >= SURE) {
        ObjectNode line =
            array.addObject().put("text", text.text()).put("score", (float) text.score());
        ArrayNode box = line.putArray("box");
        for (Point corner : boxes.get(i).corners()) {
          box.addArray()
              .add(Math.round(corner.x() * page.columns()))
              .add(Math.round(corner.y() * page.rows()));
        }
      }
    }
    return MAPPER.writeValueAsString(array).getBytes(StandardCharsets.UTF_8);
  }
}
