package dev.fairlead.runtime.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A session of ONNX Runtime. */
final class OnnxModel implements EngineModel {
  private static final int SCRATCH_BYTES = 256 << 10;
  private static final int ALIGNMENT = 64;

  /**
   * For the inputs of a run that lie on the heap: ONNX Runtime wants them outside of it, and would
   * else allocate that anew for each.
   */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH_BYTES));

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final @Nullable Gpu gpu;
  private final MappedTables tables;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final Path file;

  private OnnxModel(
      OrtEnvironment environment,
      OrtSession session,
      @Nullable Gpu gpu,
      MappedTables tables,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Path file) {
    this.environment = environment;
    this.session = session;
    this.gpu = gpu;
    this.tables = tables;
    this.inputs = inputs;
    this.outputs = outputs;
    this.file = file;
  }

  /**
   * Of a session, which it closes.
   *
   * @param gpu of the session; null if it runs on the CPU
   * @param tables of the session
   */
  static OnnxModel of(
      OrtEnvironment environment,
      OrtSession session,
      @Nullable Gpu gpu,
      MappedTables tables,
      Path file)
      throws OrtException, LoadException {
    try {
      return new OnnxModel(
          environment,
          session,
          gpu,
          tables,
          specs(session.getInputInfo().values()),
          specs(session.getOutputInfo().values()),
          file);
    } catch (OrtException | LoadException e) {
      session.close();
      tables.close();
      throw e;
    }
  }

  private static List<TensorSpec> specs(Collection<NodeInfo> nodes) throws LoadException {
    var specs = new ArrayList<TensorSpec>();
    for (NodeInfo node : nodes) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        throw new LoadException(
            Reason.FormatNotSupported,
            "'" + node.getName() + "' is a sequence or a map: only tensors can be served");
      }
      Datatype datatype =
          OnnxTypes.datatype(info.type)
              .orElseThrow(
                  () ->
                      new LoadException(
                          Reason.FormatNotSupported,
                          "'"
                              + node.getName()
                              + "' has a type that cannot be served: "
                              + info.onnxType));
      specs.add(
          new TensorSpec(
              node.getName(), datatype, LongStream.of(info.getShape()).boxed().toList()));
    }
    return List.copyOf(specs);
  }

  @Override
  public String engine() {
    return "onnxruntime " + environment.getVersion();
  }

  @Override
  public Device device() {
    return gpu == null ? Device.CPU : Device.GPU;
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Map<String, String> metadata() {
    try {
      return MetadataProps.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Tensor> run(List<Tensor> tensors, Set<String> wanted, Cancellation cancellation)
      throws RunException {
    var bound = new HashMap<String, OnnxTensor>();
    ByteBuffer scratch = SCRATCH.get().clear();
    try (var options = new OrtSession.RunOptions()) {
      for (Tensor tensor : tensors) {
        bound.put(tensor.name(), bind(tensor, scratch));
      }
      cancellation.onCancel(() -> terminate(options));
      try (OrtSession.Result result = session.run(bound, wanted, options)) {
        return read(result, wanted);
      } finally {
        cancellation.finished();
      }
    } catch (OrtException e) {
      throw new RunException(Messages.of(e), e);
    } finally {
      bound.values().forEach(OnnxTensor::close);
    }
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException("a run cannot be stopped", e);
    }
  }

  private OnnxTensor bind(Tensor tensor, ByteBuffer scratch) throws OrtException {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    return switch (tensor) {
      case Tensor.Fixed fixed ->
          OnnxTensor.createTensor(
              environment, direct(fixed.data(), scratch), shape, OnnxTypes.type(fixed.datatype()));
      case Tensor.Bytes bytes ->
          OnnxTensor.createTensor(
              environment,
              bytes.elements().stream()
                  .map(b -> new String(b, StandardCharsets.UTF_8))
                  .toArray(String[]::new),
              shape);
    };
  }

  private static ByteBuffer direct(ByteBuffer data, ByteBuffer scratch) {
    if (data.isDirect()) {
      return data.duplicate().order(ByteOrder.nativeOrder());
    }
    int from = scratch.position();
    int room = Math.ceilDiv(data.remaining(), ALIGNMENT) * ALIGNMENT;
    ByteBuffer copy =
        room <= scratch.remaining()
            ? scratch.slice(from, data.remaining())
            : ByteBuffer.allocateDirect(data.remaining());
    scratch.position(Math.min(scratch.limit(), from + room));
    return copy.put(data.duplicate()).flip().order(ByteOrder.nativeOrder());
  }

  private List<Tensor> read(OrtSession.Result result, Set<String> wanted) throws OrtException {
    var read = new ArrayList<Tensor>();
    for (Map.Entry<String, OnnxValue> entry : result) {
      if (wanted.contains(entry.getKey()) && entry.getValue() instanceof OnnxTensor tensor) {
        read.add(read(entry.getKey(), tensor));
      }
    }
    return read;
  }

  private static Tensor read(String name, OnnxTensor tensor) throws OrtException {
    List<Long> shape = LongStream.of(tensor.getInfo().getShape()).boxed().toList();
    Datatype datatype = OnnxTypes.datatype(tensor.getInfo().type).orElseThrow();
    if (datatype == Datatype.BYTES) {
      return new Tensor.Bytes(name, shape, Strings.flat(tensor.getValue()));
    }
    ByteBuffer data = tensor.getByteBuffer();
    return new Tensor.Fixed(name, datatype, shape, data.order(ByteOrder.nativeOrder()));
  }

  @Override
  public void warmed() throws LoadException {
    if (gpu != null) {
      gpu.check(session);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("a session cannot be closed", e);
    }
    tables.close();
  }
}
