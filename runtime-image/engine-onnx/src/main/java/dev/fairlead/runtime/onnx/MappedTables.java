package dev.fairlead.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@link Tables} of a session that stay in the model's file: only rows that are looked up come
 * into memory, and the kernel may take them back. To be closed after the session.
 */
final class MappedTables implements AutoCloseable {
  private final List<OnnxTensor> tensors = new ArrayList<>();

  /** Nothing else holds the memory that a tensor is made of. */
  private final List<MappedByteBuffer> memory = new ArrayList<>();

  /** Of a session that is yet to be made, with these options. */
  static MappedTables of(OrtEnvironment environment, OrtSession.SessionOptions options, Path model)
      throws OrtException, IOException {
    var mapped = new MappedTables();
    try (var file = FileChannel.open(model)) {
      for (Tables.Table table : Tables.in(model)) {
        MappedByteBuffer bytes = file.map(MapMode.READ_ONLY, table.offset(), table.bytes());
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment,
                bytes,
                table.shape().stream().mapToLong(Long::longValue).toArray(),
                OnnxTypes.type(table.datatype()));
        mapped.memory.add(bytes);
        mapped.tensors.add(tensor);
        options.addInitializer(table.name(), tensor);
      }
      return mapped;
    } catch (OrtException | IOException e) {
      mapped.close();
      throw e;
    }
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
    memory.clear();
  }
}
