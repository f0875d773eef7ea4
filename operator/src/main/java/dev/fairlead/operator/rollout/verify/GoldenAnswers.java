package dev.fairlead.operator.rollout.verify;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ready pods of a candidate answered to golden requests.
 *
 * @param revision the candidate
 * @param digest of the golden requests; null where they cannot be read
 * @param requests how many there are
 * @param passed names of the pods that answered all of them as expected
 * @param difference the first answer that is another one, in words and numbers; null if none is
 * @param trouble why the golden requests cannot be read, or a pod not be asked; null if nothing is
 */
public record GoldenAnswers(
    String revision,
    @Nullable String digest,
    int requests,
    Set<String> passed,
    @Nullable String difference,
    @Nullable String trouble) {
  public GoldenAnswers {
    passed = Set.copyOf(passed);
  }

  /** The golden requests cannot be read. */
  public static GoldenAnswers unreadable(String revision, String why) {
    return new GoldenAnswers(revision, null, 0, Set.of(), null, why);
  }

  /** Whether there are golden requests to be asked. */
  public boolean isReadable() {
    return digest != null;
  }
}
