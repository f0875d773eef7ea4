package dev.fairlead.runtime.xgboost;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A booster: features in, where NaN stands for one that is missing, and a number for each row out,
 * or several where there are several classes or targets.
 *
 * <p>inplace_predict is what XGBoost allows <a
 * href="https://xgboost.readthedocs.io/en/stable/prediction.html#thread-safety">several threads to
 * do at once</a> with trees; Booster.predict lets one in at a time, and builds a matrix first.
 */
final class XgboostModel implements EngineModel {
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  /** Rows of one call: it gives an object for each, and a request may have millions. */
  private static final int PORTION = 1 << 16;

  private final Booster booster;
  private final int features;
  private final int values;

  private XgboostModel(Booster booster, int features, int values) {
    this.booster = booster;
    this.features = features;
    this.values = values;
  }

  /**
   * Of a loaded model whose file {@link ModelCheck} let through, after a first run: it alone tells
   * how many numbers a row gets.
   */
  static XgboostModel of(Booster booster) throws XGBoostError {
    try {
      // each caller is a thread of its own
      booster.setParam("nthread", 1);
      int features = Math.toIntExact(booster.getNumFeature());
      // this run also settles the parameters, which later ones only read
      float[][] rows = booster.inplace_predict(new float[features], 1, features, Float.NaN);
      return new XgboostModel(booster, features, rows[0].length);
    } catch (XGBoostError e) {
      booster.dispose();
      throw e;
    }
  }

  @Override
  public String engine() {
    return "xgboost";
  }

  @Override
  public List<TensorSpec> inputs() {
    return List.of(new TensorSpec(INPUT, Datatype.FP32, List.of(-1L, (long) features)));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(new TensorSpec(OUTPUT, Datatype.FP32, shape(-1)));
  }

  private List<Long> shape(long rows) {
    return values == 1 ? List.of(rows) : List.of(rows, (long) values);
  }

  @Override
  public List<Tensor> run(List<Tensor> tensors, Set<String> wanted, Cancellation cancellation)
      throws RunException {
    if (cancellation.isCancelled()) {
      // later is too late: a booster that runs cannot be stopped
      throw new RunException("stopped before it began");
    }
    if (tensors.size() != 1
        || !(tensors.getFirst() instanceof Tensor.Fixed input)
        || !input.name().equals(INPUT)) {
      throw new RunException("the input '%s' is missing".formatted(INPUT));
    }
    if (!wanted.contains(OUTPUT)) {
      return List.of();
    }
    int rows = Math.toIntExact(input.shape().getFirst());
    ByteBuffer data = Buffers.allocate(rows * values * Float.BYTES);
    FloatBuffer in = input.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
    FloatBuffer out = data.asFloatBuffer();
    for (int row = 0; row < rows; row += PORTION) {
      if (cancellation.isCancelled()) {
        throw new RunException("stopped between two portions of rows");
      }
      for (float[] numbers : predict(in, Math.min(PORTION, rows - row))) {
        out.put(numbers);
      }
    }
    return List.of(new Tensor.Fixed(OUTPUT, Datatype.FP32, shape(rows), data));
  }

  private float[][] predict(FloatBuffer input, int rows) throws RunException {
    var numbers = new float[rows * features];
    input.get(numbers);
    try {
      return booster.inplace_predict(numbers, rows, features, Float.NaN);
    } catch (XGBoostError e) {
      throw new RunException(Messages.of(e), e);
    }
  }

  @Override
  public void close() {
    booster.dispose();
  }
}
