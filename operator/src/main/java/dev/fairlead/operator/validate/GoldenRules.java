package dev.fairlead.operator.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.api.v1alpha1.GoldenRequestSpec;
import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.VerificationSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a spec may hold of golden requests: the schema has no bound for the body of one. */
final class GoldenRules {
  /** Of all requests and what is expected of them, as JSON without white space. */
  static final int MOST_BYTES = 16 * 1024;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private GoldenRules() {}

  static List<Violation> of(@Nullable RolloutSpec rollout) {
    VerificationSpec verification = rollout == null ? null : rollout.verification();
    if (verification == null || verification.requests() == null) {
      return List.of();
    }
    int bytes = verification.requests().stream().mapToInt(GoldenRules::bytes).sum();
    return bytes <= MOST_BYTES
        ? List.of()
        : List.of(
            new Violation(
                "spec.rollout.verification.requests must be at most %d bytes in all, they are %d:"
                        .formatted(MOST_BYTES, bytes)
                    + " put them into a ConfigMap and name it in configMapRef"));
  }

  private static int bytes(GoldenRequestSpec golden) {
    return length(golden.request()) + length(MAPPER.valueToTree(golden.expect()));
  }

  private static int length(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
