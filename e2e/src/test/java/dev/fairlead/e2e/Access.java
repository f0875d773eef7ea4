package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An inference that reached a model server which has an access log.
 *
 * @param came when, by the clock of its node
 * @param code of the answer, as HTTP has it
 */
record Access(Instant came, int code) {
  private static final int OK = 200;

  /** All that reached pods of that revision, in their order; the pods have to be there still. */
  static List<Access> of(Model model, String revision) {
    return model.pods(revision).stream()
        .map(pod -> model.stage().kubectl("logs", pod.getMetadata().getName(), "-c", "server"))
        .flatMap(String::lines)
        .filter(line -> line.startsWith("{\"time\""))
        .map(Access::json)
        .filter(line -> isInference(line.path("request").asText()))
        .map(line -> new Access(time(line), line.path("code").asInt()))
        .sorted(Comparator.comparing(Access::came))
        .toList();
  }

  boolean isFailed() {
    return code != OK;
  }

  private static boolean isInference(String request) {
    return request.startsWith("POST ") || request.endsWith("/ModelInfer");
  }

  private static Instant time(JsonNode line) {
    return Instant.parse(line.path("time").asText());
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
