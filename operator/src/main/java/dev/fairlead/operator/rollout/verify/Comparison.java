package dev.fairlead.operator.rollout.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares an answer, a body of the Open Inference Protocol v2 as JSON, with what was expected.
 *
 * @see <a
 *     href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">the
 *     protocol</a>
 */
public final class Comparison {
  private Comparison() {}

  /** The first difference, in words and numbers; empty if there is none. */
  public static Optional<String> difference(Golden golden, JsonNode answer) {
    return golden.expect().stream()
        .flatMap(expected -> difference(golden, expected, answer).stream())
        .findFirst()
        .map(difference -> "request %s: %s".formatted(golden.name(), difference));
  }

  private static Optional<String> difference(Golden golden, Expectation expected, JsonNode answer) {
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asText().equals(expected.output())) {
        return difference(
                elements(expected.data()), elements(output.path("data")), golden.tolerance())
            .map(difference -> "output %s%s".formatted(expected.output(), difference));
      }
    }
    return Optional.of("the answer has no output %s".formatted(expected.output()));
  }

  private static Optional<String> difference(
      List<JsonNode> expected, List<JsonNode> actual, Tolerance tolerance) {
    if (expected.size() != actual.size()) {
      return Optional.of(
          " has %d elements, expected were %d".formatted(actual.size(), expected.size()));
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = difference(expected.get(i), actual.get(i), tolerance);
      if (difference.isPresent()) {
        return Optional.of("[%d] is %s".formatted(i, difference.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      JsonNode expected, JsonNode actual, Tolerance tolerance) {
    if (!expected.isNumber() || !actual.isNumber()) {
      return expected.equals(actual)
          ? Optional.empty()
          : Optional.of("%s, expected was %s".formatted(actual, expected));
    }
    double wanted = expected.asDouble();
    double is = actual.asDouble();
    return tolerance.allows(wanted, is)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s, expected was %s within %.3g: it differs by %.3g",
                actual,
                expected,
                tolerance.around(wanted),
                Math.abs(wanted - is)));
  }

  /** In row-major order, however they are nested: the protocol allows both forms. */
  private static List<JsonNode> elements(JsonNode data) {
    var elements = new ArrayList<JsonNode>();
    collect(data, elements);
    return elements;
  }

  private static void collect(JsonNode data, List<JsonNode> elements) {
    if (data.isArray()) {
      data.forEach(item -> collect(item, elements));
    } else if (!data.isMissingNode()) {
      elements.add(data);
    }
  }
}
