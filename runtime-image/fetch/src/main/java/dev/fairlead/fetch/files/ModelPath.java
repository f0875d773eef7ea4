package dev.fairlead.fetch.files;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A path from outside that is known to stay inside of the directory that it is resolved in. */
public final class ModelPath {
  /** The directory that fetch keeps its own files in. */
  public static final String RESERVED = ".fairlead";

  private static final int MAX_LENGTH = 1024;
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int MAX_DEPTH = 32;
  private static final Pattern UNWANTED = Pattern.compile("[\\p{Cntrl}\\\\]|^[A-Za-z]:");

  private final List<String> segments;

  private ModelPath(List<String> segments) {
    this.segments = List.copyOf(segments);
  }

  /**
   * Checks a path; {@code ./} and double slashes are dropped, the directory itself has no segments.
   *
   * @throws FetchException {@link Reason#ARCHIVE_REFUSED} for absolute paths, {@code ..},
   *     backslashes, control characters, drive letters, and what is too long or too deep
   */
  public static ModelPath of(String name) throws FetchException {
    if (name.startsWith("/") || name.length() > MAX_LENGTH || UNWANTED.matcher(name).find()) {
      throw refused(name);
    }
    var segments = new ArrayList<String>();
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      if (segment.equals("..")
          || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        throw refused(name);
      }
      segments.add(segment);
    }
    if (segments.size() > MAX_DEPTH || (!segments.isEmpty() && segments.get(0).equals(RESERVED))) {
      throw refused(name);
    }
    return new ModelPath(segments);
  }

  public boolean isRoot() {
    return segments.isEmpty();
  }

  /**
   * The place under a directory.
   *
   * @throws FetchException if the file system cannot spell the name
   */
  public Path in(Path directory) throws FetchException {
    Path path = directory;
    try {
      for (String segment : segments) {
        path = path.resolve(segment);
      }
    } catch (InvalidPathException e) {
      throw refused(toString());
    }
    return path;
  }

  /** With {@code /}, as it stands in the model's manifest. */
  @Override
  public String toString() {
    return String.join("/", segments);
  }

  private static FetchException refused(String name) {
    String shown = name.length() <= 80 ? name : name.substring(0, 77) + "...";
    return new FetchException(
        Reason.ARCHIVE_REFUSED,
        "It holds the path '%s': pack plain relative paths, without '..', and not under %s/."
            .formatted(shown.replaceAll("\\p{Cntrl}", "?"), RESERVED));
  }
}
