package dev.fairlead.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody else has put fields into the spec of an object of ours. Server-side apply gives
 * back the fields that we send and leaves all others, so an added environment variable or selector
 * key would stay for ever.
 */
public final class Drift {
  private static final Set<String> IGNORED = Set.of("f:" + Labels.RESTARTED, ".");
  private static final List<String> PARTS = List.of("f:spec", "f:data");

  private Drift() {}

  /** Whether there are such. */
  public static boolean hasForeignFields(HasMetadata actual) {
    return actual.getMetadata().getManagedFields().stream().anyMatch(isForeign(actual));
  }

  /**
   * Who owns which fields, without those who put fields there: what they have in common with us is
   * ours alone, and what the API server filled in for them, as for a backup that was restored with
   * every default written out, is nobody's. Else their fields would be looked for ever again.
   */
  public static List<ManagedFieldsEntry> withoutForeign(HasMetadata actual) {
    List<ManagedFieldsEntry> left =
        actual.getMetadata().getManagedFields().stream()
            .filter(isForeign(actual).negate())
            .toList();
    // an empty list would be taken for one that was left out; one empty entry is how to ask for it
    return left.isEmpty() ? List.of(new ManagedFieldsEntry()) : left;
  }

  private static Predicate<ManagedFieldsEntry> isForeign(HasMetadata actual) {
    Map<String, Object> ours =
        actual.getMetadata().getManagedFields().stream()
            .filter(e -> isOurs(e) && "Apply".equals(e.getOperation()))
            .map(Drift::fields)
            .findFirst()
            .orElse(Map.of());
    return entry ->
        !isOurs(entry)
            && (entry.getSubresource() == null || entry.getSubresource().isEmpty())
            && PARTS.stream().anyMatch(part -> adds(fields(entry).get(part), ours.get(part)));
  }

  private static boolean isOurs(ManagedFieldsEntry entry) {
    return Labels.FAIRLEAD.equals(entry.getManager());
  }

  private static Map<String, Object> fields(ManagedFieldsEntry entry) {
    return entry.getFieldsV1() == null ? Map.of() : entry.getFieldsV1().getAdditionalProperties();
  }

  /** Whether {@code foreign} has a field that {@code ours} lacks. */
  private static boolean adds(@Nullable Object foreign, @Nullable Object ours) {
    if (!(foreign instanceof Map<?, ?> fields)) {
      return false;
    }
    if (fields.isEmpty()) {
      return ours == null;
    }
    Map<?, ?> known = ours instanceof Map<?, ?> map ? map : Map.of();
    return fields.entrySet().stream()
        .filter(field -> !IGNORED.contains(field.getKey()))
        .anyMatch(field -> adds(field.getValue(), known.get(field.getKey())));
  }
}
