package dev.fairlead.fetch.files;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What was fetched; written last, so that where it stands the files are complete.
 *
 * @param digest {@code sha256:HEX} of the downloaded file or archive, or of the OCI manifest
 * @param uri the reference that was asked for
 * @param files in the order of their paths
 */
public record ModelManifest(String digest, String uri, List<ModelFile> files) {
  public ModelManifest {
    files = files.stream().sorted(Comparator.comparing(ModelFile::path)).toList();
  }

  /** The bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(ModelFile::size).sum();
  }

  /**
   * Whether every file is there with this size and content; reads all of them.
   *
   * @param progress is told of the bytes as they are read
   */
  public boolean holdsIn(Path directory, LongConsumer progress) throws IOException {
    for (ModelFile file : files) {
      Path path = ModelPath.of(file.path()).in(directory);
      if (!Files.isRegularFile(path)
          || Files.size(path) != file.size()
          || !Sha256.of(path, progress).equals(file.sha256())) {
        return false;
      }
    }
    return true;
  }

  /** {@code {"digest","uri","files":[{"path","size","sha256"}]}}. */
  public String json() {
    var list = new JsonArray();
    for (ModelFile file : files) {
      var entry = new JsonObject();
      entry.addProperty("path", file.path());
      entry.addProperty("size", file.size());
      entry.addProperty("sha256", file.sha256());
      list.add(entry);
    }
    var object = new JsonObject();
    object.addProperty("digest", digest);
    object.addProperty("uri", uri);
    object.add("files", list);
    return object.toString();
  }

  /** Reads what {@link #json} wrote; empty if the file is not there or holds something else. */
  public static Optional<ModelManifest> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonObject object = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      var files = new ArrayList<ModelFile>();
      for (JsonElement element : object.getAsJsonArray("files")) {
        JsonObject entry = element.getAsJsonObject();
        files.add(
            new ModelFile(
                text(entry, "path"), entry.get("size").getAsLong(), text(entry, "sha256")));
      }
      return Optional.of(new ModelManifest(text(object, "digest"), text(object, "uri"), files));
    } catch (RuntimeException | CharacterCodingException e) {
      // Cut off by a crash of the node, or not ours: any shape may be wrong, and it is as good as
      // none.
      return Optional.empty();
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
