package dev.fairlead.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /**
   * A moment, from which {@link #since} tells what is new. What a request does can be seen a little
   * before it is answered and recorded: so the end of the log alone would not tell.
   *
   * @param end of the log then, in bytes
   * @param at when that was
   */
  public record Mark(long end, Instant at) {
    /** Before everything. */
    public static final Mark BEGINNING = new Mark(0, Instant.EPOCH);
  }

  /** The present moment. */
  public Mark mark() {
    long end = completeLines(read(0));
    return new Mark(end, Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  /** The writes that were asked for since then. */
  public List<AuditEvent> since(Mark mark) {
    return events(mark.end()).stream()
        .filter(e -> WRITES.contains(e.verb()))
        .filter(e -> !e.askedAt().isBefore(mark.at()))
        .toList();
  }

  /** All that a service account of that name asked for, in any namespace, reads too. */
  public List<AuditEvent> ofServiceAccount(String name) {
    return events(0).stream()
        .filter(e -> e.user().startsWith("system:serviceaccount:"))
        .filter(e -> e.user().endsWith(":" + name))
        .toList();
  }

  private List<AuditEvent> events(long from) {
    byte[] bytes = read(from);
    List<String> lines =
        new String(bytes, 0, completeLines(bytes), StandardCharsets.UTF_8).lines().toList();
    var events = new ArrayList<AuditEvent>();
    try {
      for (String line : lines) {
        events.add(event(MAPPER.readTree(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private byte[] read(long from) {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes they have: the last line may be half written. */
  private static int completeLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
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
        line.at("/responseStatus/code").asInt(),
        Instant.parse(line.path("requestReceivedTimestamp").asText()));
  }
}
