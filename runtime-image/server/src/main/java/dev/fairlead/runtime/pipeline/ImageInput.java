package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.List;

/**
 * How a model takes images.
 *
 * @param spec with all sizes known but the number of images, where any will do
 * @param channelsFirst [images, 3, height, width], else [images, height, width, 3]
 */
record ImageInput(TensorSpec spec, boolean channelsFirst) {
  private static final long CHANNELS = 3;

  /** Whether the model has one input that may be images. */
  static boolean isIn(EngineModel model) {
    return model.inputs().size() == 1
        && model.inputs().getFirst().datatype() == Datatype.FP32
        && model.inputs().getFirst().shape().size() == 4;
  }

  /**
   * For images that are prepared so.
   *
   * @throws LoadException if the model takes none, or others
   */
  static ImageInput of(EngineModel model, ImageProcessor processor) throws LoadException {
    if (!isIn(model)) {
      throw new LoadException(
          Reason.ModelInvalid,
          "the model has not exactly one input, FP32 [images, 3, height, width] or [images, height, width, 3]: set spec.model.task to Tensor");
    }
    TensorSpec declared = model.inputs().getFirst();
    long images = declared.shape().getFirst();
    boolean channelsFirst =
        declared.shape().get(1) == CHANNELS || declared.shape().getLast() != CHANNELS;
    long height = processor.height();
    long width = processor.width();
    List<Long> shape =
        channelsFirst
            ? List.of(images, CHANNELS, height, width)
            : List.of(images, height, width, CHANNELS);
    if (!Shapes.fits(shape, declared.shape())) {
      throw new LoadException(
          Reason.ModelInvalid,
          "%s makes images of the shape %s, the model takes %s: correct the file, or set spec.model.task to Tensor"
              .formatted(PreprocessorFile.NAME, shape, declared.shape()));
    }
    if (images > 1) {
      throw new LoadException(
          Reason.FormatNotSupported,
          "the model takes exactly %d images at once: export it with a free first dimension"
              .formatted(images));
    }
    return new ImageInput(new TensorSpec(declared.name(), Datatype.FP32, shape), channelsFirst);
  }
}
