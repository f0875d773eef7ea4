package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The API server's own record of who wrote what; leases are not in it. */
final class AuditLog {
  private static final String FILE = "/var/log/kubernetes/audit.log";
  private static final String OPERATOR = "system:serviceaccount:" + Operator.NAMESPACE + ":";
  private static final String BEGIN = "{\"kind\":\"Event\",";
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

  /**
   * A write.
   *
   * @param code the API server's answer
   * @param received when the request came
   * @param done when it was answered
   */
  record Write(
      boolean byOperator,
      String verb,
      String resource,
      String name,
      int code,
      Instant received,
      Instant done) {
    @Override
    public String toString() {
      return "%s %s %s (%d)".formatted(verb, resource, name, code);
    }
  }

  private final long from;

  private AuditLog(long from) {
    this.from = from;
  }

  /** What is written from now on. */
  static AuditLog fromNow() {
    Nodes.assumeWithinReach();
    return new AuditLog(Long.parseLong(onControlPlane("stat -c %s " + FILE).strip()));
  }

  /** What the operator wrote in a namespace, in order. */
  List<Write> ofOperator(String namespace) {
    return in(namespace).stream().filter(Write::byOperator).toList();
  }

  /** When the operator wrote last which share of the requests a model's candidate has. */
  Instant shareWritten(Model model) {
    return ofOperator(model.stage().namespace()).stream()
        .filter(write -> write.resource().equals("configmaps"))
        .filter(write -> write.name().equals(model.name() + "-live"))
        .map(Write::received)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** What the operator wrote anywhere. */
  List<Write> ofOperator() {
    return events().map(AuditLog::write).filter(Write::byOperator).toList();
  }

  /** What anybody wrote in a namespace, in order. */
  List<Write> in(String namespace) {
    return events()
        .filter(e -> e.path("objectRef").path("namespace").asText().equals(namespace))
        .map(AuditLog::write)
        .toList();
  }

  private Stream<JsonNode> events() {
    // the file starts anew when it is full
    String lines =
        onControlPlane(
            "if [ $(stat -c %%s %1$s) -lt %2$d ]; then cat %1$s; else tail -c +%3$d %1$s; fi"
                .formatted(FILE, from, from + 1));
    // the first and the last may be parts of lines: of one that was half written, or is now
    return lines
        .substring(0, lines.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith(BEGIN))
        .map(AuditLog::event)
        .filter(e -> WRITES.contains(e.path("verb").asText()));
  }

  private static Write write(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String part = object.path("subresource").asText();
    return new Write(
        event.path("user").path("username").asText().startsWith(OPERATOR),
        event.path("verb").asText(),
        object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
        object.path("name").asText(),
        event.path("responseStatus").path("code").asInt(),
        Instant.parse(event.path("requestReceivedTimestamp").asText()),
        Instant.parse(event.path("stageTimestamp").asText()));
  }

  private static JsonNode event(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no audit event: " + line, e);
    }
  }

  private static String onControlPlane(String command) {
    return Shell.run("docker", "exec", Nodes.controlPlane(), "sh", "-c", command);
  }
}
