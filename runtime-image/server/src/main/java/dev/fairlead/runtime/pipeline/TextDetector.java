package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.image.Picture;
import dev.fairlead.runtime.image.Region;
import dev.fairlead.runtime.image.Resampling;
import dev.fairlead.runtime.image.Resizer;
import dev.fairlead.runtime.ocr.ProbabilityMap;
import dev.fairlead.runtime.ocr.Quad;
import dev.fairlead.runtime.ocr.TextBoxes;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Finds the lines of text in a picture: PP-OCR's detector, with pictures prepared as it wants. */
final class TextDetector {
  /** Of a side, in pixels: the memory and the time that a run takes grow with the area. */
  static final int LONGEST = 1_600;

  /** Smaller pictures are made larger, so that small letters are found in them. */
  private static final int SHORTEST = 736;

  /** The model halves the picture that often, and puts it together again. */
  private static final int STEP = 32;

  /** Of all pictures that are in the detector at the same time: it keeps many numbers for each. */
  private static final int PIXELS = LONGEST * LONGEST;

  private static final BgrPixels NUMBERS =
      new BgrPixels(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

  private final EngineModel model;
  private final TensorSpec input;
  private final TensorSpec output;
  private final Semaphore free = new Semaphore(PIXELS, true);

  private TextDetector(EngineModel model, TensorSpec input, TensorSpec output) {
    this.model = model;
    this.input = input;
    this.output = output;
  }

  /**
   * Of a loaded model, after a run with an empty picture.
   *
   * @throws LoadException if it is no such model
   */
  static TextDetector of(EngineModel model) throws LoadException {
    List<TensorSpec> maps =
        model.outputs().stream()
            .filter(o -> o.datatype() == Datatype.FP32 && o.shape().size() == 4)
            .toList();
    if (!ImageInput.isIn(model)
        || maps.isEmpty()
        || !Shapes.fits(shape(STEP, 2 * STEP), model.inputs().getFirst().shape())
        || !Shapes.fits(shape(2 * STEP, STEP), model.inputs().getFirst().shape())) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the detector is none of PP-OCR's: it has to take FP32 [images, 3, height, width] of any height and width, and to give FP32 [images, 1, height, width]");
    }
    var detector = new TextDetector(model, model.inputs().getFirst(), maps.getFirst());
    try {
      detector.lines(new Picture(1, 1, 1, new byte[1]), new Cancellation());
    } catch (RunException e) {
      throw new LoadException(
          Reason.ModelInvalid, "the detector fails on its first picture: " + e.getMessage());
    }
    return detector;
  }

  private static List<Long> shape(long width, long height) {
    return List.of(1L, (long) BgrPixels.CHANNELS, height, width);
  }

  /**
   * The lines of a picture, in no order.
   *
   * @throws RunException if the engine fails, or is stopped
   */
  List<Quad> lines(Picture picture, Cancellation cancellation) throws RunException {
    int longer = Math.max(picture.width(), picture.height());
    int shorter = Math.min(picture.width(), picture.height());
    double scale = Math.min((double) LONGEST / longer, Math.max(1, (double) SHORTEST / shorter));
    int width = side(picture.width(), scale);
    int height = side(picture.height(), scale);
    free.acquireUninterruptibly(width * height);
    try {
      return TextBoxes.find(
          map(picture, width, height, cancellation), picture.width(), picture.height());
    } finally {
      free.release(width * height);
    }
  }

  private static int side(int pixels, double scale) {
    return STEP * Math.max(1, (int) Math.rint((double) (int) (pixels * scale) / STEP));
  }

  private ProbabilityMap map(Picture picture, int width, int height, Cancellation cancellation)
      throws RunException {
    Picture resized =
        Resizer.resize(
            picture, width, height, new Region(0, 0, width, height), Resampling.BILINEAR);
    ByteBuffer data = Buffers.allocate(BgrPixels.CHANNELS * width * height * Float.BYTES);
    NUMBERS.write(resized, data.asFloatBuffer(), 0, width);
    Tensor pixels = new Tensor.Fixed(input.name(), Datatype.FP32, shape(width, height), data);
    List<Tensor> outputs = model.run(List.of(pixels), Set.of(output.name()), cancellation);
    if (!(outputs.getFirst() instanceof Tensor.Fixed result)
        || !result.shape().equals(List.of(1L, 1L, (long) height, (long) width))) {
      throw new RunException("the detector did not give one number for each pixel");
    }
    return new ProbabilityMap(
        width, height, result.data().order(ByteOrder.nativeOrder()).asFloatBuffer());
  }
}
