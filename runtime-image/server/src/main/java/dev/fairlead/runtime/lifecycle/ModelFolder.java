package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folder of a model's files. It may be a place in a volume that others write to, so that
 * nothing of it is taken for granted: neither that it is there, nor that it stays in the volume.
 */
final class ModelFolder {
  private ModelFolder() {}

  /**
   * The files of a folder, none of which is outside of the volume.
   *
   * @param folder as the settings name it
   * @param volume that links may lead to; null: they stay in the folder
   * @throws LoadException if it is not there, cannot be read, or a link leads out
   */
  static ModelFiles open(Path folder, @Nullable Path volume) throws LoadException {
    Path wanted = folder.toAbsolutePath().normalize();
    Path bounds = volume == null ? wanted : volume.toAbsolutePath().normalize();
    if (!Files.isDirectory(bounds)) {
      throw new LoadException(
          Reason.ModelInvalid, "there is no folder of model files: set FAIRLEAD_MODEL_DIR");
    }
    if (!wanted.startsWith(bounds)) {
      throw new LoadException(
          Reason.ModelInvalid, "FAIRLEAD_MODEL_DIR is not in FAIRLEAD_MODEL_VOLUME");
    }
    String name = bounds.relativize(wanted).toString();
    if (Files.notExists(wanted)) {
      throw new LoadException(
          Reason.ModelNotFound,
          "the volume has no folder %s: %s; correct spec.model.uri, or put the model there"
              .formatted(name, nearest(wanted, bounds)));
    }
    if (Files.isRegularFile(wanted)) {
      throw new LoadException(
          Reason.ModelNotFound,
          "%s is a file: let spec.model.uri end with the folder that holds it".formatted(name));
    }
    return ModelFiles.of(wanted, bounds, name.isEmpty() ? "the folder of the model" : name);
  }

  /** What there is, as far down the path as anything is. */
  private static String nearest(Path folder, Path volume) {
    Path above = folder;
    while (!Files.isDirectory(above) && !above.equals(volume)) {
      above = Optional.ofNullable(above.getParent()).orElse(volume);
    }
    String holder = above.equals(volume) ? "its top" : volume.relativize(above).toString();
    String names = FileNames.of(above);
    return names.isEmpty() ? holder + " is empty" : holder + " holds " + names;
  }
}
