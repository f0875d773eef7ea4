package dev.fairlead.runtime.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.proto.RequestReader;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class BoundedMessagesTest {
  private static final int MANY = 100_000;
  private static final long MOST = 40 * MANY;

  private final BoundedMessages messages =
      new BoundedMessages(
          GRPCInferenceServiceGrpc.getModelInferMethod().getRequestMarshaller(), MOST);

  private static ModelInferRequest with(InferTensorContents.Builder contents) {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(InferInputTensor.newBuilder().setName("x").setContents(contents))
        .build();
  }

  private ModelInferRequest read(ModelInferRequest message) {
    return messages.parse(new ByteArrayInputStream(message.toByteArray()));
  }

  @Test
  void manyPartsAreNotRead() {
    ModelInferRequest strings =
        with(
            InferTensorContents.newBuilder()
                .addAllBytesContents(Collections.nCopies(MANY, ByteString.EMPTY)));
    ModelInferRequest inputs =
        ModelInferRequest.newBuilder()
            .addAllInputs(Collections.nCopies(MANY, InferInputTensor.getDefaultInstance()))
            .build();
    ModelInferRequest numbers =
        with(
            InferTensorContents.newBuilder()
                .addAllInt64Contents(Collections.nCopies(6 * MANY, 1L)));

    assertThat(read(strings)).isSameAs(RequestReader.TOO_MANY_PARTS);
    assertThat(read(inputs)).isSameAs(RequestReader.TOO_MANY_PARTS);
    assertThat(read(numbers)).isSameAs(RequestReader.TOO_MANY_PARTS);
    assertThatThrownBy(() -> RequestReader.read(RequestReader.TOO_MANY_PARTS))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("send fewer");
  }

  @Test
  void othersAreReadWhateverTheirSize() {
    ModelInferRequest raw =
        ModelInferRequest.newBuilder()
            .addInputs(InferInputTensor.newBuilder().setName("x"))
            .addRawInputContents(ByteString.copyFrom(new byte[10 * MANY]))
            .build();
    ModelInferRequest numbers =
        with(
            InferTensorContents.newBuilder()
                .addAllInt64Contents(Collections.nCopies(MANY, Long.MAX_VALUE)));
    ModelInferRequest floats =
        with(
            InferTensorContents.newBuilder()
                .addAllFp32Contents(Collections.nCopies(10 * MANY, 1f)));

    assertThat(read(raw)).isEqualTo(raw);
    assertThat(read(numbers)).isEqualTo(numbers);
    assertThat(read(floats)).isEqualTo(floats);
  }

  @Test
  void whatIsNoMessageIsTold() {
    var garbage = new byte[MANY];
    garbage[0] = 7;

    assertThatThrownBy(() -> messages.parse(new ByteArrayInputStream(garbage)))
        .isInstanceOf(StatusRuntimeException.class);
  }
}
