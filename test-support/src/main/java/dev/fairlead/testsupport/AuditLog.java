package dev.fairlead.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every write that was asked of the API server, refused ones too, in the order of their answers,
 * and the reads of service accounts.
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
      # what programs under test ask for as service accounts
      - level: Metadata
        userGroups: ["system:serviceaccounts"]
      - level: None
      """;

  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How many there are by now: what {@link #since} counts from. */
  public int count() {
    return since(0).size();
  }

  /** The writes after the first {@code count}. */
  public List<AuditEvent> since(int count) {
    return events().stream().filter(e -> WRITES.contains(e.verb())).skip(count).toList();
  }

  /** All that a service account of that name asked for, in any namespace, reads too. */
  public List<AuditEvent> ofServiceAccount(String name) {
    return events().stream()
        .filter(e -> e.user().startsWith("system:serviceaccount:"))
        .filter(e -> e.user().endsWith(":" + name))
        .toList();
  }

  private List<AuditEvent> events() {
    try {
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      // the last line may be half written
      List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      var events = new ArrayList<AuditEvent>();
      for (String line : lines) {
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
