package dev.fairlead.runtime.protocol.oip.proto;

import com.google.protobuf.UnsafeByteOperations;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.oip.ModelInferResponse.InferOutputTensor;
import dev.fairlead.oip.ModelMetadataResponse;
import dev.fairlead.oip.ModelMetadataResponse.TensorMetadata;
import dev.fairlead.runtime.protocol.oip.BinaryData;
import dev.fairlead.runtime.protocol.oip.BinaryOutputs;
import dev.fairlead.runtime.protocol.oip.ModelId;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the messages that answer. */
public final class AnswerWriter {
  private AnswerWriter() {}

  /** Of {@code ModelMetadata}. */
  public static ModelMetadataResponse model(
      ModelId id, String platform, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    var message =
        ModelMetadataResponse.newBuilder()
            .setName(id.name())
            .setPlatform(platform)
            .addAllInputs(inputs.stream().map(AnswerWriter::spec).toList())
            .addAllOutputs(outputs.stream().map(AnswerWriter::spec).toList());
    if (id.version() != null) {
      message.addVersions(id.version());
    }
    return message.build();
  }

  private static TensorMetadata spec(TensorSpec spec) {
    return TensorMetadata.newBuilder()
        .setName(spec.name())
        .setDatatype(spec.datatype().name())
        .addAllShape(spec.shape())
        .build();
  }

  /**
   * Of {@code ModelInfer}: all outputs as bytes, which are not copied, or all in the fields of
   * their datatypes; as bytes too where one of them has no such field.
   */
  public static ModelInferResponse infer(
      ModelId id, @Nullable String requestId, List<Tensor> outputs, BinaryOutputs binary) {
    var message = ModelInferResponse.newBuilder().setModelName(id.name());
    if (id.version() != null) {
      message.setModelVersion(id.version());
    }
    if (requestId != null) {
      message.setId(requestId);
    }
    boolean raw = binary.others() || outputs.stream().anyMatch(o -> hasNoField(o.datatype()));
    for (Tensor output : outputs) {
      var described =
          InferOutputTensor.newBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name())
              .addAllShape(output.shape());
      if (raw) {
        message.addRawOutputContents(UnsafeByteOperations.unsafeWrap(BinaryData.write(output)));
      } else {
        described.setContents(TypedContents.write(output));
      }
      message.addOutputs(described);
    }
    return message.build();
  }

  private static boolean hasNoField(Datatype datatype) {
    return datatype == Datatype.FP16 || datatype == Datatype.BF16;
  }
}
