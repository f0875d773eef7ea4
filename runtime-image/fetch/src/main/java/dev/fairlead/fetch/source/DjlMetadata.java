package dev.fairlead.fetch.source;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a repository says of an artifact: its {@code metadata.json}, as DJL's {@code
 * ai.djl.repository.Metadata} has it.
 */
record DjlMetadata(List<Artifact> artifacts) {
  private static final int MOST_NAMES = 10;

  /** One model; several may share a version. */
  record Artifact(String version, String name, List<DjlFile> files) {}

  /** Empty if the text is something else. */
  static Optional<DjlMetadata> parse(String json) {
    try {
      JsonArray listed = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("artifacts");
      if (listed == null) {
        return Optional.empty();
      }
      var artifacts = new ArrayList<Artifact>();
      for (JsonElement artifact : listed) {
        artifacts.add(artifact(artifact.getAsJsonObject()));
      }
      return Optional.of(new DjlMetadata(artifacts));
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | ClassCastException
        | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /**
   * The one that a reference names.
   *
   * @throws FetchException {@link Reason#MODEL_NOT_FOUND} if there is none, or more than one, with
   *     what there is; {@link Reason#FETCH_FAILED} if nothing tells its files from others
   */
  Artifact of(DjlReference reference) throws FetchException {
    List<Artifact> ofVersion =
        artifacts.stream().filter(it -> it.version().equals(reference.version())).toList();
    if (ofVersion.isEmpty()) {
      throw missing(
          "%s/%s has no version %s: let model.uri name one that it has (%s)."
              .formatted(
                  reference.group(),
                  reference.artifact(),
                  reference.version(),
                  some(artifacts.stream().map(Artifact::version))));
    }
    List<Artifact> meant =
        ofVersion.stream()
            .filter(it -> reference.name().isEmpty() || it.name().equals(reference.name()))
            .toList();
    if (meant.isEmpty()) {
      throw missing(
          "%s is none of the models of that version: let model.uri end with the name of one (%s)."
              .formatted(reference, names(ofVersion)));
    }
    if (meant.size() > 1) {
      throw missing(
          "%s stands for several models: let model.uri end with the name of one (%s)."
              .formatted(reference, names(meant)));
    }
    return complete(meant.getFirst(), reference);
  }

  private static Artifact complete(Artifact artifact, DjlReference reference)
      throws FetchException {
    if (artifact.files().isEmpty()) {
      throw missing("%s lists no files: name another one.".formatted(reference));
    }
    for (DjlFile file : artifact.files()) {
      if (file.uri().isEmpty() || file.size() < 0 || !Sha1.FORM.matcher(file.sha1()).matches()) {
        throw new FetchException(
            Reason.FETCH_FAILED,
            "%s lists '%s' without uri, sha1Hash or size: nothing would tell it from another file; publish the model again."
                .formatted(reference, file.uri()));
      }
    }
    return artifact;
  }

  private static Artifact artifact(JsonObject artifact) {
    var files = new ArrayList<DjlFile>();
    JsonElement listed = artifact.get("files");
    if (listed != null && listed.isJsonObject()) {
      for (JsonElement file : listed.getAsJsonObject().asMap().values()) {
        files.add(file(file.getAsJsonObject()));
      }
    }
    return new Artifact(text(artifact, "version"), text(artifact, "name"), files);
  }

  private static DjlFile file(JsonObject file) {
    JsonElement size = file.get("size");
    return new DjlFile(
        text(file, "uri"),
        text(file, "name"),
        text(file, "sha1Hash").toLowerCase(Locale.ROOT),
        size == null ? -1 : size.getAsLong());
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  private static String names(List<Artifact> artifacts) {
    return some(artifacts.stream().map(Artifact::name));
  }

  private static String some(Stream<String> all) {
    List<String> names = all.distinct().sorted().toList();
    return String.join(", ", names.stream().limit(MOST_NAMES).toList())
        + (names.size() > MOST_NAMES ? ", …" : "");
  }

  private static FetchException missing(String message) {
    return new FetchException(Reason.MODEL_NOT_FOUND, message);
  }
}
