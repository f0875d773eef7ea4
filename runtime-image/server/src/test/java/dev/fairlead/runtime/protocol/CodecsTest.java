package dev.fairlead.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.BinaryData;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.oip.proto.RequestReader;
import dev.fairlead.runtime.protocol.openai.ClassifyRequest;
import dev.fairlead.runtime.protocol.openai.EmbeddingsReader;
import dev.fairlead.runtime.protocol.openai.OpenAiError;
import dev.fairlead.runtime.protocol.openai.RerankRequest;
import dev.fairlead.runtime.protocol.openai.TextLimits;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes in is read, or told to be wrong: nothing else is ever thrown. */
class CodecsTest {
  private static final TextLimits LIMITS = new TextLimits(2_048, 512);
  private static final byte[] OIP =
      """
      {"id":"7","parameters":{"binary_data_output":true},
       "inputs":[{"name":"x","datatype":"FP16","shape":[2,1],"data":[[1.5],[-2e3]]},
                 {"name":"b","datatype":"INT64","shape":[1],"parameters":{"binary_data_size":8}},
                 {"name":"t","datatype":"BYTES","shape":[1],"data":["gr\\u00fc"]}],
       "outputs":[{"name":"y","parameters":{"binary_data":false}}]}\
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] OPENAI =
      "{\"model\":\"m\",\"input\":[\"a\",[1,2]],\"encoding_format\":\"base64\",\"dimensions\":3,\"user\":null}"
          .getBytes(StandardCharsets.UTF_8);

  private static final byte[] RANKING =
      "{\"model\":\"m\",\"query\":\"a\",\"documents\":[\"b\",{\"text\":\"c\"}],\"top_n\":1,\"return_documents\":true}"
          .getBytes(StandardCharsets.UTF_8);

  private final InferRequestReader reader =
      new InferRequestReader(List.of(new TensorSpec("x", Datatype.FP16, List.of(-1L, 1L))));

  @Property(tries = 20_000)
  void bodiesOfInference(@ForAll List<@IntRange(max = 999) Integer> edits, @ForAll int head) {
    byte[] body = edited(OIP, edits);
    try {
      assertThat(reader.read(body).inputs()).isNotNull();
    } catch (BadRequest e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      assertThat(reader.read(body, Math.floorMod(head, body.length + 1)).inputs()).isNotNull();
    } catch (BadRequest e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 20_000)
  void bodiesOfEmbeddings(@ForAll List<@IntRange(max = 999) Integer> edits) {
    try {
      assertThat(EmbeddingsReader.read(edited(OPENAI, edits), LIMITS).texts()).isNotEmpty();
    } catch (OpenAiError e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 20_000)
  void bodiesOfTextsToClassify(@ForAll List<@IntRange(max = 999) Integer> edits) {
    try {
      assertThat(ClassifyRequest.read(edited(OPENAI, edits), LIMITS).texts()).isNotEmpty();
    } catch (OpenAiError e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 20_000)
  void bodiesOfDocumentsToRank(@ForAll List<@IntRange(max = 999) Integer> edits) {
    try {
      assertThat(RerankRequest.read(edited(RANKING, edits), LIMITS.most()).documents())
          .isNotEmpty();
    } catch (OpenAiError e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 20_000)
  void messages(
      @ForAll Datatype datatype,
      @ForAll @Size(max = 4) List<Long> shape,
      @ForAll @Size(max = 64) byte[] data,
      @ForAll boolean raw) {
    var message = ModelInferRequest.newBuilder();
    var input =
        InferInputTensor.newBuilder().setName("x").setDatatype(datatype.name()).addAllShape(shape);
    if (raw) {
      message.addRawInputContents(ByteString.copyFrom(data));
    } else {
      for (byte one : data) {
        input.getContentsBuilder().addIntContents(one);
      }
    }
    try {
      assertThat(RequestReader.read(message.addInputs(input).build()).inputs()).hasSize(1);
    } catch (BadRequest e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /** Any bytes of a tensor are those that are written again. */
  @Property
  void bytesComeBack(@ForAll Datatype datatype, @ForAll @Size(max = 64) byte[] data)
      throws BadRequest {
    int size = datatype == Datatype.BYTES ? 1 : datatype.bytes();
    long elements = datatype == Datatype.BYTES ? 1 : data.length / size;
    ByteBuffer bytes = ByteBuffer.wrap(data, 0, data.length / size * size);
    if (datatype == Datatype.BYTES) {
      bytes =
          ByteBuffer.allocate(Integer.BYTES + data.length)
              .put(new byte[] {(byte) data.length, 0, 0, 0})
              .put(data)
              .flip();
    }

    Tensor tensor = BinaryData.read("x", datatype, List.of(elements), bytes.duplicate());

    assertThat(BinaryData.write(tensor)).isEqualTo(bytes);
  }

  /** Each number changes, takes out or doubles a byte somewhere. */
  private static byte[] edited(byte[] original, List<Integer> edits) {
    byte[] body = original;
    for (int edit : edits) {
      int at = edit % body.length;
      var next = ByteBuffer.allocate(body.length + 1);
      next.put(body, 0, at);
      switch (edit % 3) {
        case 0 -> next.put((byte) (body[at] ^ (1 << edit % 7)));
        case 1 -> next.put(body[at]).put(body[at]);
        default -> {
          // taken out
        }
      }
      next.put(body, at + 1, body.length - at - 1);
      body = new byte[next.position()];
      next.flip().get(body);
      if (body.length == 0) {
        return original;
      }
    }
    return body;
  }
}
