package dev.fairlead.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Every write that was asked of the API server, refused ones too, in the order of their answers.
 *
 * @param file the log, one JSON document a line
 */
public record AuditLog(Path file) {
  static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
      - level: Metadata
        verbs: [create, update, patch, delete, deletecollection]
      - level: None
      """;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How many there are by now: what {@link #since} counts from. */
  public int count() {
    return since(0).size();
  }

  /** The writes after the first {@code count}. */
  public List<AuditEvent> since(int count) {
    try (var lines = Files.lines(file)) {
      var events = new ArrayList<AuditEvent>();
      for (String line : lines.skip(count).toList()) {
        events.add(event(MAPPER.readTree(line)));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AuditEvent event(JsonNode line) {
    JsonNode object = line.path("objectRef");
    return new AuditEvent(
        line.at("/user/username").asText(),
        line.path("userAgent").asText(),
        line.path("verb").asText(),
        object.path("resource").asText(),
        object.path("subresource").asText(),
        object.path("namespace").asText(),
        object.path("name").asText(),
        line.at("/responseStatus/code").asInt());
  }
}
