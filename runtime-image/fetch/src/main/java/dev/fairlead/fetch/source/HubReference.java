package dev.fairlead.fetch.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code hf://ORG/REPO[@REVISION][/PATH]}: a repository of models on the Hugging Face Hub, or a
 * part of one.
 *
 * @param repository {@code ORG/REPO}
 * @param revision a branch, a tag, a commit or {@code refs/pr/N}; {@code main} if none is named
 * @param path of a file or folder in it, without a slash at either end; empty for the top
 */
record HubReference(String repository, String revision, String path) {
  private static final Pattern FORM =
      Pattern.compile(
          "hf://([A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*)"
              + "(?:@(refs/(?:pr|convert)/[A-Za-z0-9._-]+|[A-Za-z0-9._-]+))?"
              + "((?:/[A-Za-z0-9._+=@~-]+)*)/?");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern DOTS = Pattern.compile("(^|/)[.]{1,2}(/|$)");

  /** Empty if the text is no such reference. */
  static Optional<HubReference> parse(String uri) {
    Matcher match = FORM.matcher(uri);
    if (!match.matches()) {
      return Optional.empty();
    }
    String path = match.group(3).isEmpty() ? "" : match.group(3).substring(1);
    if (DOTS.matcher(path).find()) {
      return Optional.empty();
    }
    String revision = Optional.ofNullable(match.group(2)).orElse("main");
    return Optional.of(new HubReference(match.group(1), revision, path));
  }

  /** Whether the revision cannot come to mean another one. */
  boolean isPinned() {
    return COMMIT.matcher(revision).matches();
  }

  /** The same at a commit. */
  HubReference at(String commit) {
    return new HubReference(repository, commit, path);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return "hf://%s@%s%s".formatted(repository, revision, path.isEmpty() ? "" : "/" + path);
  }
}
