package dev.fairlead.operator.apply;

import dev.fairlead.operator.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else has put fields into the spec of an object of ours. Server-side apply gives
 * back the fields that we send and leaves all others, so an added environment variable or selector
 * key would stay for ever.
 */
final class Drift {
  /** {@code kubectl rollout restart} writes it; a person's wish that costs nobody anything. */
  private static final Set<String> RESTARTED = Set.of("f:kubectl.kubernetes.io/restartedAt");

  private Drift() {}

  static boolean hasForeignSpec(HasMetadata actual) {
    return actual.getMetadata().getManagedFields().stream()
        .filter(entry -> !Labels.FAIRLEAD.equals(entry.getManager()))
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .anyMatch(Drift::ownsSpec);
  }

  private static boolean ownsSpec(ManagedFieldsEntry entry) {
    if (entry.getFieldsV1() == null) {
      return false;
    }
    Map<String, Object> fields = entry.getFieldsV1().getAdditionalProperties();
    return leaves(fields.get("f:spec")) || leaves(fields.get("f:data"));
  }

  private static boolean leaves(@Nullable Object node) {
    if (!(node instanceof Map<?, ?> fields)) {
      return false;
    }
    if (fields.isEmpty()) {
      return true;
    }
    return fields.entrySet().stream()
        .filter(field -> !RESTARTED.contains(field.getKey()) && !".".equals(field.getKey()))
        .anyMatch(field -> leaves(field.getValue()));
  }
}
