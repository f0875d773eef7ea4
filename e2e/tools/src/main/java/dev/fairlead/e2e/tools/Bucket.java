package dev.fairlead.e2e.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder as a bucket without versions that anybody may read, its name before all keys: as much of
 * S3's API (ListObjectsV2 and GetObject, by path) as reading a model takes.
 *
 * @param name of the bucket; empty where there is none
 * @param folder what {@code NAME/FOLDER/} holds
 */
record Bucket(String name, Path folder) {
  /** Whether the bucket itself is asked for. */
  boolean isAskedFor(URI uri) {
    return !name.isEmpty() && uri.getPath().equals("/" + name + "/");
  }

  /** What it answers then; empty for what such a store does not offer. */
  Optional<String> answer(URI uri) throws IOException {
    String query = Optional.ofNullable(uri.getQuery()).orElse("");
    return query.contains("list-type=2") ? Optional.of(listing(query)) : Optional.empty();
  }

  /** The path of a file from the folder on: of an object, and any other as it is. */
  String file(String path) {
    String objects = "/" + name + "/" + folder.getFileName() + "/";
    return !name.isEmpty() && path.startsWith(objects)
        ? path.substring(objects.length() - 1)
        : path;
  }

  private String listing(String query) throws IOException {
    String prefix = query.replaceFirst("(?:.*&|^)prefix=([^&]*).*", "$1");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(folder::relativize)
          // what fetch has noted there
          .filter(file -> !file.toString().startsWith("."))
          .filter(file -> key(file).startsWith(prefix))
          .sorted()
          .map(this::row)
          .collect(Collectors.joining("", "<ListBucketResult>", "</ListBucketResult>"));
    }
  }

  private String key(Path file) {
    return folder.getFileName() + "/" + file;
  }

  private String row(Path file) {
    Path found = folder.resolve(file);
    try {
      return "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size></Contents>"
          .formatted(
              key(file),
              Files.getLastModifiedTime(found).toInstant(),
              etag(found),
              Files.size(found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes with a file's length, as its header has it. */
  static String etag(Path file) throws IOException {
    return "\"" + Files.size(file) + "\"";
  }
}
