package dev.fairlead.fetch.source;

import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A model's files as their source lists them, and the one digest that stands for the list. */
record FileList(List<Entry> entries) {
  /**
   * A file.
   *
   * @param path in the model, with {@code /}
   * @param size bytes
   * @param content what tells its content from any other: {@code sha256:…}, {@code sha1:…}, {@code
   *     git:…}, {@code version:…} or {@code etag:…}
   */
  record Entry(String path, long size, String content) {
    private String line() {
      return "%s %d %s\n".formatted(content.replaceAll("\\p{Cntrl}", ""), size, path);
    }
  }

  FileList {
    entries = entries.stream().sorted(Comparator.comparing(Entry::path)).toList();
  }

  /**
   * {@code sha256:HEX} over one line {@code CONTENT SIZE PATH} for each file, in the order of their
   * paths.
   */
  String identity() {
    String lines = entries.stream().map(Entry::line).collect(Collectors.joining());
    return "sha256:" + Sha256.of(lines.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The same, where nothing else is wanted.
   *
   * @param wanted {@code model.digest}
   * @throws FetchException {@link Reason#DIGEST_MISMATCH} naming both
   */
  String identity(Optional<String> wanted) throws FetchException {
    String identity = identity();
    if (wanted.isPresent() && !wanted.get().equals(identity)) {
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "The list of the model's files has the digest %s, expected was %s: find out why it changed before you change model.digest."
              .formatted(identity, wanted.get()));
    }
    return identity;
  }
}
