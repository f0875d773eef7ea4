package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.image.Picture;
import dev.fairlead.runtime.image.Region;
import dev.fairlead.runtime.image.Resampling;
import dev.fairlead.runtime.image.Resizer;
import dev.fairlead.runtime.ocr.Alphabet;
import dev.fairlead.runtime.ocr.Crop;
import dev.fairlead.runtime.ocr.Point;
import dev.fairlead.runtime.ocr.Quad;
import dev.fairlead.runtime.ocr.Text;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads lines of text: PP-OCR's recogniser, with lines prepared as it wants. */
final class TextRecognizer {
  private static final Logger LOG = Logger.getLogger(TextRecognizer.class.getName());

  /** Where the model keeps its characters, one in each line. */
  private static final String CHARACTERS = "character";

  private static final int HEIGHT = 48;

  /** Shorter lines are filled up to that: so it was trained. */
  private static final int SHORTEST = 320;

  /**
   * Lines are filled up to a multiple of that, and share a run only with those as long. What is
   * read of a line does not depend on its neighbours then.
   */
  private static final int STEP = 64;

  /** Of one run, and so of one line: a longer one is made narrower. */
  private static final int MOST_COLUMNS = 4_800;

  private static final Picture EMPTY = new Picture(1, 1, 1, new byte[1]);
  private static final Quad LINE =
      new Quad(
          new Point(0, 0),
          new Point(SHORTEST, 0),
          new Point(SHORTEST, HEIGHT),
          new Point(0, HEIGHT));

  private static final BgrPixels NUMBERS =
      new BgrPixels(new double[] {0.5, 0.5, 0.5}, new double[] {0.5, 0.5, 0.5});

  private final EngineModel model;
  private final TensorSpec input;
  private final TensorSpec output;
  private final Alphabet alphabet;
  private final boolean linesShareRuns;

  private TextRecognizer(EngineModel model, TensorSpec output, Alphabet alphabet, Batching batching)
      throws LoadException {
    this.model = model;
    this.input = model.inputs().getFirst();
    this.output = output;
    this.alphabet = alphabet;
    linesShareRuns = warmUp(batching);
  }

  /**
   * Of a loaded model, after a trial.
   *
   * @throws LoadException if it is no such model, or does not say what characters it knows
   */
  static TextRecognizer of(EngineModel model, Batching batching) throws LoadException {
    List<TensorSpec> steps =
        model.outputs().stream()
            .filter(o -> o.datatype() == Datatype.FP32 && o.shape().size() == 3)
            .toList();
    if (!ImageInput.isIn(model)
        || steps.isEmpty()
        || !Shapes.fits(shape(1, SHORTEST), model.inputs().getFirst().shape())
        || !Shapes.fits(shape(1, SHORTEST + STEP), model.inputs().getFirst().shape())) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the recogniser is none of PP-OCR's: it has to take FP32 [lines, 3, 48, width] of any width, and to give FP32 [lines, steps, characters]");
    }
    String characters = model.metadata().get(CHARACTERS);
    if (characters == null) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the recogniser does not say what characters it knows: export it with its dictionary in the metadata '%s', one character in each line"
              .formatted(CHARACTERS));
    }
    Alphabet alphabet = Alphabet.of(characters);
    long known = steps.getFirst().shape().getLast();
    if (known >= 0 && known != alphabet.size()) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the recogniser knows %d characters, with the blank and the space, and its metadata '%s' has %d: export it with its own dictionary"
              .formatted(known, CHARACTERS, alphabet.size()));
    }
    return new TextRecognizer(model, steps.getFirst(), alphabet, batching);
  }

  private static List<Long> shape(long lines, long columns) {
    return List.of(lines, (long) BgrPixels.CHANNELS, (long) HEIGHT, columns);
  }

  private boolean warmUp(Batching batching) throws LoadException {
    try {
      // whether it knows as many characters as it says may be seen in its answer only
      runOnce(EMPTY, List.of(new Crop(LINE)), SHORTEST, new Cancellation());
      var line =
          new TensorSpec(input.name(), Datatype.FP32, shape(input.shape().getFirst(), SHORTEST));
      boolean shareRuns = Trial.of(model, List.of(line), List.of(output)).allows(batching);
      LOG.log(Level.INFO, "lines {0} run together", shareRuns ? "may" : "never");
      return shareRuns;
    } catch (RunException e) {
      throw new LoadException(
          Reason.ModelInvalid, "the recogniser fails on its first line: " + e.getMessage());
    }
  }

  /**
   * Reads lines of a picture, in their order.
   *
   * @throws RunException if the engine fails, or is stopped
   */
  List<Text> read(Picture picture, List<Crop> lines, Cancellation cancellation)
      throws RunException {
    var byColumns = new TreeMap<Integer, List<Integer>>();
    for (int i = 0; i < lines.size(); i++) {
      byColumns.computeIfAbsent(filled(lines.get(i)), c -> new ArrayList<>()).add(i);
    }
    var texts = new ArrayList<>(Collections.nCopies(lines.size(), Text.NONE));
    for (Map.Entry<Integer, List<Integer>> entry : byColumns.entrySet()) {
      List<Integer> places = entry.getValue();
      int most = linesShareRuns ? Math.max(1, MOST_COLUMNS / entry.getKey()) : 1;
      for (int from = 0; from < places.size(); from += most) {
        List<Integer> some = places.subList(from, Math.min(places.size(), from + most));
        List<Crop> crops = some.stream().map(lines::get).toList();
        List<Text> read = runOnce(picture, crops, entry.getKey(), cancellation);
        for (int i = 0; i < some.size(); i++) {
          texts.set(some.get(i), read.get(i));
        }
      }
    }
    return texts;
  }

  /** Of a line, when it is as high as the model wants it. */
  private static int columns(Crop line) {
    return Math.clamp(Math.ceilDiv((long) HEIGHT * line.width(), line.height()), 1, MOST_COLUMNS);
  }

  private static int filled(Crop line) {
    return Math.max(SHORTEST, Math.ceilDiv(columns(line), STEP) * STEP);
  }

  private List<Text> runOnce(
      Picture picture, List<Crop> lines, int columns, Cancellation cancellation)
      throws RunException {
    int size = BgrPixels.CHANNELS * HEIGHT * columns;
    ByteBuffer data = Buffers.allocate(lines.size() * size * Float.BYTES);
    FloatBuffer numbers = data.asFloatBuffer();
    for (int i = 0; i < lines.size(); i++) {
      NUMBERS.write(prepared(picture, lines.get(i)), numbers, i * size, columns);
    }
    Tensor pixels =
        new Tensor.Fixed(input.name(), Datatype.FP32, shape(lines.size(), columns), data);
    List<Tensor> outputs = model.run(List.of(pixels), Set.of(output.name()), cancellation);
    if (!(outputs.getFirst() instanceof Tensor.Fixed result)
        || result.shape().size() != 3
        || result.shape().getFirst() != lines.size()
        || result.shape().getLast() != alphabet.size()) {
      throw new RunException(
          "the recogniser did not give one number for each of its characters for each line");
    }
    FloatBuffer values = result.data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    int steps = Math.toIntExact(result.shape().get(1));
    var texts = new ArrayList<Text>();
    for (int i = 0; i < lines.size(); i++) {
      texts.add(alphabet.decode(values, i * steps * alphabet.size(), steps));
    }
    return texts;
  }

  private static Picture prepared(Picture picture, Crop line) {
    int columns = columns(line);
    return Resizer.resize(
        line.from(picture),
        columns,
        HEIGHT,
        new Region(0, 0, columns, HEIGHT),
        Resampling.BILINEAR);
  }
}
