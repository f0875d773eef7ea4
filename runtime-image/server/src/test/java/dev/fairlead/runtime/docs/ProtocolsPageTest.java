package dev.fairlead.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.InferTensorContents;
import dev.fairlead.runtime.http.Version;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.oip.BinaryData;
import dev.fairlead.runtime.protocol.oip.BinaryOutputs;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.oip.InferResponseWriter;
import dev.fairlead.runtime.protocol.oip.ModelId;
import dev.fairlead.runtime.protocol.oip.proto.AnswerWriter;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import io.grpc.MethodDescriptor;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page of the protocols says what the code does. */
class ProtocolsPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "protocols.md");
  private static final String UPDATE = "docs.update";

  @Test
  void thePageIsCurrent() throws Exception {
    String page = Files.readString(Path.of("src", "test", "resources", "protocols.md"));
    for (Map.Entry<String, String> table :
        Map.of(
                "{{routes}}", routes(),
                "{{methods}}", methods(),
                "{{datatypes}}", datatypes(),
                "{{errors}}", errors())
            .entrySet()) {
      page = page.replace(table.getKey(), table.getValue());
    }

    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("%s; to write it: ./mvnw -pl runtime-image/server -am test -D%s=true", PAGE, UPDATE)
        .isEqualTo(page);
  }

  private static String routes() throws Exception {
    var rows = new StringBuilder();
    try (InputStream in = Version.class.getResourceAsStream("openapi.json")) {
      JsonNode paths = new JsonMapper().readTree(in).path("paths");
      for (String path : paths.propertyNames()) {
        for (String method : paths.path(path).propertyNames()) {
          String summary = paths.path(path).path(method).path("summary").asString("");
          if (!summary.isEmpty()) {
            rows.append(
                "| `%s %s` | %s |\n".formatted(method.toUpperCase(Locale.ROOT), path, summary));
          }
        }
      }
    }
    return rows.toString().strip();
  }

  private static String methods() {
    return GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
        .map(ProtocolsPageTest::method)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static String method(MethodDescriptor<?, ?> method) {
    return "| `%1$s` | `%1$sRequest` → `%1$sResponse` |".formatted(method.getBareMethodName());
  }

  private static String datatypes() throws Exception {
    var rows = new StringBuilder();
    for (Datatype datatype : Datatype.values()) {
      int size = datatype == Datatype.BYTES ? Integer.BYTES : datatype.bytes();
      Tensor zero = BinaryData.read("x", datatype, List.of(1L), ByteBuffer.wrap(new byte[size]));
      rows.append(
          "| %s | `%s` | %s | %s |\n"
              .formatted(
                  datatype,
                  json(zero),
                  datatype == Datatype.BYTES ? "length in 4, and the text" : size,
                  field(zero)));
    }
    return rows.toString().strip();
  }

  /** As it is written; what is written can be read. */
  private static String json(Tensor zero) throws Exception {
    String answer =
        new String(
            InferResponseWriter.write("m", null, null, List.of(zero), BinaryOutputs.NONE).json(),
            StandardCharsets.UTF_8);
    String request = answer.replace("\"outputs\"", "\"inputs\"");
    assertThat(
            BinaryData.write(
                new InferRequestReader(List.of())
                    .read(request.getBytes(StandardCharsets.UTF_8))
                    .inputs()
                    .getFirst()))
        .isEqualTo(BinaryData.write(zero));
    return answer.substring(answer.indexOf("\"data\":[") + 8, answer.lastIndexOf("]}]}"));
  }

  private static String field(Tensor zero) {
    var answer =
        AnswerWriter.infer(new ModelId("m", null), null, List.of(zero), BinaryOutputs.NONE);
    InferTensorContents contents = answer.getOutputs(0).getContents();
    return answer.getRawOutputContentsCount() > 0
        ? "raw only"
        : contents.getAllFields().keySet().stream()
            .map(FieldDescriptor::getName)
            .collect(Collectors.joining(", ", "`", "`"));
  }

  private static String errors() {
    return Arrays.stream(Problem.values())
        .map(p -> "| %s | %d | %s | %s |".formatted(p.meaning(), p.http(), p.grpc(), p.openai()))
        .collect(Collectors.joining("\n"));
  }
}
