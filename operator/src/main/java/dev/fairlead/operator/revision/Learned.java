package dev.fairlead.operator.revision;

import dev.fairlead.api.v1alpha1.RevisionStatus;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What only a revision's pods could tell, that it was promoted, and why it did not go on. Once it
 * has no pods the status knows it, and annotations of its ControllerRevision, whose data never
 * changes: so it outlives the status.
 *
 * @param modelDigest of what was fetched
 * @param modelBytes size of that
 * @param isPromoted whether it had all the requests once
 * @param ending why it did not go on; null where nothing was wrong with it, or it was tried again
 */
public record Learned(
    @Nullable String modelDigest,
    @Nullable Long modelBytes,
    boolean isPromoted,
    @Nullable Ending ending) {
  /** Nothing yet. */
  public static final Learned NOTHING = new Learned(null, null, false, null);

  private static final String MODEL_DIGEST = "serving.fairlead.dev/model-digest";
  private static final String MODEL_BYTES = "serving.fairlead.dev/model-bytes";
  private static final String PROMOTED = "serving.fairlead.dev/promoted";
  private static final String ENDED = "serving.fairlead.dev/ended";
  private static final String YES = "true";

  /** Somebody may have written something else, which the status could not hold. */
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** As the status has it. */
  public static Learned of(RevisionStatus status) {
    return new Learned(
        status.model().digest(),
        status.model().bytes(),
        Boolean.TRUE.equals(status.promoted()),
        status.reason() == null || status.message() == null
            ? null
            : Ending.of(status.reason() + ": " + status.message()));
  }

  /** As the record has it. */
  public static Learned of(ControllerRevision record) {
    Map<String, String> annotations = record.getMetadata().getAnnotations();
    if (annotations == null) {
      return NOTHING;
    }
    String bytes = matching(NUMBER, annotations.get(MODEL_BYTES));
    return new Learned(
        matching(DIGEST, annotations.get(MODEL_DIGEST)),
        bytes == null ? null : Long.valueOf(bytes),
        YES.equals(annotations.get(PROMOTED)),
        Ending.of(annotations.get(ENDED)));
  }

  private static @Nullable String matching(Pattern form, @Nullable String text) {
    return text != null && form.matcher(text).matches() ? text : null;
  }

  /** Whether a record that says that has nothing to be told. */
  public boolean isIn(Learned recorded) {
    return recorded.annotations(NOTHING).entrySet().containsAll(annotations(recorded).entrySet());
  }

  /**
   * For a record; without what is not known. Nothing is ever taken out of a record, so that an
   * ending that no longer counts is emptied.
   *
   * @param recorded what the record has of it already
   */
  public Map<String, String> annotations(Learned recorded) {
    var annotations = new TreeMap<String, String>();
    Optional.ofNullable(modelDigest).ifPresent(digest -> annotations.put(MODEL_DIGEST, digest));
    Optional.ofNullable(modelBytes)
        .ifPresent(bytes -> annotations.put(MODEL_BYTES, Long.toString(bytes)));
    if (isPromoted) {
      annotations.put(PROMOTED, YES);
    }
    if (ending != null) {
      annotations.put(ENDED, ending.text());
    } else if (recorded.ending() != null) {
      annotations.put(ENDED, "");
    }
    return annotations;
  }
}
