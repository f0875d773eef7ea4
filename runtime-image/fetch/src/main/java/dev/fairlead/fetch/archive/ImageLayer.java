package dev.fairlead.fetch.archive;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the entries of a container image's layer mean to a model whose files lie under {@code
 * /models} (OCI image-spec, "Layer Filesystem Changeset").
 */
public final class ImageLayer {
  /** Where an image keeps its model files. */
  public static final String DIRECTORY = "models/";

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Some tools write {@code ./} or {@code /} before every name. */
  private static final Pattern WANTED =
      Pattern.compile(
          "(?:\\./|/)*(models(?:/.*)?|\\.wh\\.models|\\.wh\\.\\.wh\\.\\.opq)", Pattern.DOTALL);

  private ImageLayer() {}

  /** An entry's name from the root on, if it tells of the model's files. */
  static Optional<String> wanted(String name) {
    var match = WANTED.matcher(name);
    return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
  }

  /**
   * What a file takes away from the layers below: a path with all that is in it, or, where it ends
   * with {@code /}, only what is in it. Empty for a file that is just a file.
   */
  public static Optional<String> takesAway(String path) {
    int slash = path.lastIndexOf('/') + 1;
    String directory = path.substring(0, slash);
    String name = path.substring(slash);
    if (name.equals(OPAQUE)) {
      return Optional.of(directory);
    }
    return name.startsWith(WHITEOUT)
        ? Optional.of(directory + name.substring(WHITEOUT.length()))
        : Optional.empty();
  }
}
