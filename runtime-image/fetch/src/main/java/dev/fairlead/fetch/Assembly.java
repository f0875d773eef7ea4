package dev.fairlead.fetch;

import dev.fairlead.fetch.archive.ImageLayer;
import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of all items at their places in the model. Items stand side by side, so that a path
 * that two of them have is refused; only the layers of an image lie one upon the other.
 */
final class Assembly {
  /** A file's bytes, and what it is called in the model. */
  private record Place(Path from, ModelFile file) {}

  private final Map<String, Place> places = new TreeMap<>();

  /** Adds an item's files; layers from the lowest to the highest. */
  void add(Items.Brought brought) throws IOException {
    if (brought.item().packing().isLayer()) {
      lay(brought);
      return;
    }
    for (ModelFile file : brought.files()) {
      if (places.putIfAbsent(file.path(), new Place(brought.place(file), file)) != null) {
        throw twice(file.path());
      }
    }
  }

  /**
   * Moves the files into an empty directory on the same volume.
   *
   * @throws FetchException if there are none, or one is the directory of another
   */
  List<ModelFile> in(Path directory) throws IOException {
    if (places.isEmpty()) {
      throw new FetchException(
          Reason.MODEL_NOT_FOUND,
          "model.uri names an image without files under /models: copy the model there, or publish it as a ModelPack artifact.");
    }
    var files = new ArrayList<ModelFile>();
    var moved = new HashMap<Path, Path>();
    for (Place place : places.values()) {
      move(place, directory, moved);
      files.add(place.file());
    }
    return files;
  }

  private void lay(Items.Brought layer) throws IOException {
    for (ModelFile file : layer.files()) {
      ImageLayer.takesAway(file.path()).ifPresent(this::remove);
    }
    for (ModelFile file : layer.files()) {
      if (ImageLayer.takesAway(file.path()).isEmpty()) {
        cover(layer.place(file), file);
      }
    }
  }

  /** A file takes the place of a directory, and a directory that of a file. */
  private void cover(Path from, ModelFile file) {
    remove(file.path());
    if (!file.path().startsWith(ImageLayer.DIRECTORY)) {
      return;
    }
    String path = file.path().substring(ImageLayer.DIRECTORY.length());
    places.keySet().removeIf(other -> path.startsWith(other + "/"));
    places.put(path, new Place(from, new ModelFile(path, file.size(), file.sha256())));
  }

  /**
   * Takes away what lower layers have.
   *
   * @param path of the image, with all that is in it; only what is in it, if it ends with a slash
   */
  private void remove(String path) {
    String inside = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    places
        .keySet()
        .removeIf(
            other ->
                (ImageLayer.DIRECTORY + other).equals(path)
                    || (ImageLayer.DIRECTORY + other).startsWith(inside));
  }

  /** Two items may have the same content: the second time it is where the first was put. */
  private static void move(Place place, Path directory, Map<Path, Path> moved) throws IOException {
    Path to = ModelPath.of(place.file().path()).in(directory);
    try {
      Path parent = to.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Path earlier = moved.putIfAbsent(place.from(), to);
      if (earlier == null) {
        Files.move(place.from(), to);
      } else {
        Files.copy(earlier, to);
      }
    } catch (FileAlreadyExistsException e) {
      throw twice(place.file().path());
    }
  }

  private static FetchException twice(String path) {
    return new FetchException(
        Reason.ARCHIVE_REFUSED, "The model holds '%s' twice.".formatted(path));
  }
}
