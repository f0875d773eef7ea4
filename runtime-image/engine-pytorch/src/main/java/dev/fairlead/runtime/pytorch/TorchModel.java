package dev.fairlead.runtime.pytorch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A script that LibTorch holds. It may run in several threads at once: what it keeps is only read,
 * and each run has memory of its own.
 */
final class TorchModel implements EngineModel {
  private static final String ENGINE = "PyTorch";

  private final Model model;
  private final PtSymbolBlock script;
  private final Metadata metadata;

  private TorchModel(Model model, PtSymbolBlock script, Metadata metadata) {
    this.model = model;
    this.script = script;
    this.metadata = metadata;
  }

  static TorchModel load(Path file, Metadata metadata) throws LoadException {
    String name = file.getFileName().toString();
    Model model = Model.newInstance(name, Device.cpu(), ENGINE);
    try {
      // mapLocation: what was saved on a GPU is read all the same
      model.load(file, name, Map.of("mapLocation", "true"));
      var script = (PtSymbolBlock) model.getBlock();
      JniUtils.enableInferenceMode(script);
      return new TorchModel(model, script, metadata);
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new LoadException(
          Reason.ModelInvalid, name + " cannot be loaded as TorchScript: " + Messages.of(e, file));
    }
  }

  /** What DJL keeps for it: runs leave nothing there. */
  NDManager manager() {
    return model.getNDManager();
  }

  @Override
  public String engine() {
    return "pytorch " + Engine.getEngine(ENGINE).getVersion();
  }

  @Override
  public List<TensorSpec> inputs() {
    return metadata.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return metadata.outputs();
  }

  @Override
  public List<Tensor> run(List<Tensor> tensors, Set<String> wanted, Cancellation cancellation)
      throws RunException {
    if (cancellation.isCancelled()) {
      // later is too late: a script that runs cannot be stopped
      throw new RunException("stopped before it began");
    }
    var inputs = new ArrayList<IValue>();
    try (var memory = (PtNDManager) manager().newSubManager(Device.cpu())) {
      for (TensorSpec input : metadata.inputs()) {
        inputs.add(IValue.from(array(find(input.name(), tensors), memory)));
      }
      try (IValue result = script.forward(inputs.toArray(IValue[]::new))) {
        return read(result.toNDList(memory), wanted);
      }
    } catch (RuntimeException e) {
      throw new RunException(Messages.of(e), e);
    } finally {
      inputs.forEach(IValue::close);
    }
  }

  private static Tensor.Fixed find(String name, List<Tensor> tensors) throws RunException {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name) && tensor instanceof Tensor.Fixed fixed) {
        return fixed;
      }
    }
    throw new RunException("the input '%s' is missing".formatted(name));
  }

  private static PtNDArray array(Tensor.Fixed tensor, PtNDManager memory) {
    var shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
    NDArray array =
        memory.create(
            tensor.data().duplicate().order(ByteOrder.nativeOrder()),
            shape,
            TorchTypes.type(tensor.datatype()));
    // a copy: a script may write into what it is given, and the caller still needs it
    return (PtNDArray) array.duplicate();
  }

  private List<Tensor> read(NDList arrays, Set<String> wanted) throws RunException {
    List<TensorSpec> outputs = metadata.outputs();
    if (arrays.size() != outputs.size()) {
      throw new RunException(
          "the model gives %d outputs, and %s names %d"
              .formatted(arrays.size(), Metadata.FILE, outputs.size()));
    }
    var read = new ArrayList<Tensor>();
    for (int i = 0; i < arrays.size(); i++) {
      TensorSpec output = outputs.get(i);
      if (wanted.contains(output.name())) {
        // those of a dictionary have names and no order
        boolean isNamed = arrays.get(i).getName() != null;
        read.add(read(output, isNamed ? arrays.get(output.name()) : arrays.get(i)));
      }
    }
    return read;
  }

  private static Tensor read(TensorSpec output, @Nullable NDArray array) throws RunException {
    if (array == null || array.getDataType() != TorchTypes.type(output.datatype())) {
      throw new RunException(
          "the model gives no '%s' of %s, which %s promises"
              .formatted(output.name(), output.datatype(), Metadata.FILE));
    }
    ByteBuffer from = array.toByteBuffer();
    ByteBuffer data = Buffers.allocate(from.remaining()).put(from).flip();
    List<Long> shape = LongStream.of(array.getShape().getShape()).boxed().toList();
    return new Tensor.Fixed(output.name(), output.datatype(), shape, data);
  }

  @Override
  public void close() {
    model.close();
  }
}
