package dev.fairlead.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.runtime.http.Version;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.tensor.Datatype;
import io.grpc.MethodDescriptor;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** As each of them was sent and came back. */
  private static String datatypes() throws Exception {
    var rows = new ArrayList<String>();
    try (var sent = new SentDatatypes()) {
      for (Datatype datatype : Datatype.values()) {
        rows.add(sent.row(datatype));
      }
    }
    return String.join("\n", rows);
  }

  private static String errors() {
    return Arrays.stream(Problem.values())
        .map(p -> "| %s | %d | %s | %s |".formatted(p.meaning(), p.http(), p.grpc(), p.openai()))
        .collect(Collectors.joining("\n"));
  }
}
