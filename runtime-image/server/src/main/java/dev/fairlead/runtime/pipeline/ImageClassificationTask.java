package dev.fairlead.runtime.pipeline;

import dev.fairlead.runtime.config.Batching;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.image.BadPictureException;
import dev.fairlead.runtime.image.PictureReader;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The bytes of a picture in, a label and its probability out. */
public final class ImageClassificationTask implements Task {
  private static final Logger LOG = Logger.getLogger(ImageClassificationTask.class.getName());
  private static final List<String> DIMENSIONS = List.of("images", "labels");
  private static final String IMAGE = "image";

  /** Their pixels, for each worker. */
  private static final int MAX_BATCH_BYTES = 16 << 20;

  private final EngineModel model;
  private final ImageInput input;
  private final TensorSpec output;
  private final ImageProcessor processor;
  private final Classifier classifier;
  private final PictureReader reader;
  private final Batching batching;
  private final boolean rowsShareRuns;

  private ImageClassificationTask(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    this.model = model;
    this.batching = batching;
    output = Labels.logits(model, DIMENSIONS);
    processor = ImageProcessor.of(folder);
    input = ImageInput.of(model, processor);
    classifier = Classifier.of(folder, output);
    reader = PictureReader.ofHeap(processor.width());
    rowsShareRuns = warmUp();
  }

  /** Whether the files look like those of an image classifier, and none says another thing. */
  public static boolean accepts(EngineModel model, Path folder) throws LoadException {
    return PreprocessorFile.isIn(folder)
        && ImageInput.isIn(model)
        && Labels.mayBe(model, folder, "ForImageClassification", DIMENSIONS);
  }

  /**
   * Of a loaded model, with the files beside it, after a trial.
   *
   * @throws LoadException if they do not form an image classifier
   */
  public static ImageClassificationTask load(EngineModel model, Path folder, Batching batching)
      throws LoadException {
    return new ImageClassificationTask(model, folder, batching);
  }

  private boolean warmUp() throws LoadException {
    try {
      boolean shareRuns = Trial.of(model, List.of(input.spec()), List.of(output)).allows(batching);
      LOG.log(Level.INFO, "images {0} run together", shareRuns ? "may" : "never");
      return shareRuns;
    } catch (RunException e) {
      throw new LoadException(
          Reason.ModelInvalid, "the model fails on its first image: " + e.getMessage());
    }
  }

  @Override
  public String name() {
    return "ImageClassification";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec(IMAGE, Datatype.BYTES, List.of(-1L)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return classifier.outputs();
  }

  @Override
  public Object kind(Request request) {
    return ImageClassificationTask.class;
  }

  @Override
  public int weight(Request request) {
    return Math.max(1, Images.of(request).count());
  }

  @Override
  public int maxBatchWeight() {
    return rowsShareRuns ? imagesPerRun() : 0;
  }

  private int imagesPerRun() {
    return rowsShareRuns
        ? Math.clamp(
            MAX_BATCH_BYTES / ((long) processor.size() * Float.BYTES), 1, batching.maxRows())
        : 1;
  }

  @Override
  public List<Answer> run(List<Request> requests, Cancellation cancellation) throws RunException {
    List<Images> all = requests.stream().map(Images::of).toList();
    int count = all.stream().mapToInt(Images::count).sum();
    var batch = new ImageBatch(input, processor.size(), Math.clamp(count, 1, imagesPerRun()));
    for (Images images : all) {
      for (int i = 0; i < images.count() && images.fault() == null; i++) {
        if (cancellation.isCancelled()) {
          throw new RunException("stopped between two images");
        }
        read(images, i, batch);
        if (batch.isFull()) {
          runOnce(batch, cancellation);
        }
      }
    }
    runOnce(batch, cancellation);
    return all.stream().map(this::answer).toList();
  }

  private void read(Images images, int index, ImageBatch batch) {
    try {
      FloatBuffer pixels = batch.next();
      reader.read(
          images.file(index), picture -> processor.write(picture, pixels, input.channelsFirst()));
      batch.add(images);
    } catch (BadPictureException e) {
      images.fault("element %d of '%s' %s".formatted(index, IMAGE, e.getMessage()));
    }
  }

  private void runOnce(ImageBatch batch, Cancellation cancellation) throws RunException {
    if (batch.isEmpty()) {
      return;
    }
    List<Tensor> outputs = model.run(List.of(batch.tensor()), Set.of(output.name()), cancellation);
    if (!(outputs.getFirst() instanceof Tensor.Fixed result)
        || !result.shape().equals(List.of((long) batch.count(), (long) classifier.size()))) {
      throw new RunException("the model did not give one number for each label of each image");
    }
    FloatBuffer values = result.data().order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (Images images : batch.owners()) {
      var logits = new float[classifier.size()];
      values.get(logits);
      images.add(classifier.scores(logits));
    }
    batch.clear();
  }

  private Answer answer(Images images) {
    String fault = images.fault();
    return fault == null
        ? classifier.answer(images.request(), images.scores())
        : new Answer.Rejected(fault);
  }
}
