package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plain files of a model's folder, links to such included.
 *
 * <p>What libraries read by themselves (tokenizers, weights beside the model) cannot be watched one
 * by one, so no link in the folder may lead out of its volume, whether somebody would follow it or
 * not. Others may write there, and a server has more to hide than a model: the token of its service
 * account is a file too.
 */
final class ModelFiles {
  private static final int MOST = 100_000;
  private static final int DEEPEST = 32;

  private final Path folder;
  private final Path volume;
  private final List<String> names = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private int seen;

  /** Of paths without a link in them. */
  private ModelFiles(Path folder, Path volume) {
    this.folder = folder;
    this.volume = volume;
  }

  /**
   * Looks through the folder.
   *
   * @param volume that links may lead to
   * @param name of the folder, for messages
   * @throws LoadException if it cannot be read, or a link leads out of the volume
   */
  static ModelFiles of(Path folder, Path volume, String name) throws LoadException {
    try {
      var files = new ModelFiles(folder.toRealPath(), volume.toRealPath());
      if (!files.folder.startsWith(files.volume)) {
        throw leadsOut(name);
      }
      files.look(files.folder, "", 0);
      if (files.unreadable.contains("")) {
        throw unreadable(name);
      }
      return files;
    } catch (AccessDeniedException e) {
      throw unreadable(name);
    } catch (IOException e) {
      throw new LoadException(Reason.ModelInvalid, name + " cannot be read: " + reason(e));
    }
  }

  /** The folder itself, which the one of the settings may be a link to. */
  Path folder() {
    return folder;
  }

  /** Paths from the folder on, with {@code /}, in no order. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Folders in it that the server's user may not look into; each ends with {@code /}. */
  List<String> unreadable() {
    return List.copyOf(unreadable);
  }

  /** {@code prefix}: of the names of what is in it. */
  private void look(Path within, String prefix, int depth) throws LoadException, IOException {
    if (depth > DEEPEST) {
      throw new LoadException(
          Reason.ModelInvalid,
          "%s is more than %d folders deep: a link in it may lead back to it"
              .formatted(FileNames.shown(prefix), DEEPEST));
    }
    for (Path entry : entries(within, prefix)) {
      String name = prefix + entry.getFileName();
      seen++;
      if (seen > MOST) {
        throw new LoadException(
            Reason.ModelInvalid,
            "the folder holds more than %d files: let spec.model.uri end with the folder of one model"
                .formatted(MOST));
      }
      if (Files.isSymbolicLink(entry) && !target(entry).startsWith(volume)) {
        throw leadsOut(name);
      }
      if (Files.isDirectory(entry)) {
        look(entry, name + "/", depth + 1);
      } else if (Files.isRegularFile(entry)) {
        names.add(name);
      }
    }
  }

  private List<Path> entries(Path within, String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(within)) {
      return entries.toList();
    } catch (AccessDeniedException e) {
      // such as lost+found at the top of a volume: whatever is in it is not served
      unreadable.add(prefix);
      return List.of();
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  /**
   * Where a link leads, be it to nothing: one that was made where the volume had another place is
   * told like any other that leads out.
   */
  private static Path target(Path link) throws IOException {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      Path parent = Optional.ofNullable(link.getParent()).orElse(link).toRealPath();
      return parent.resolve(Files.readSymbolicLink(link)).normalize();
    }
  }

  private static LoadException leadsOut(String name) {
    return new LoadException(
        Reason.ModelInvalid,
        "%s is a link that leads out of the volume: put there what it leads to"
            .formatted(FileNames.shown(name)));
  }

  /** A file or folder that only others may read. */
  static LoadException unreadable(String name) {
    return new LoadException(
        Reason.ModelInvalid,
        "%s cannot be read by the server, which is not root: let everybody read it (chmod -R a+rX), or a group of spec.template.spec.securityContext"
            .formatted(FileNames.shown(name)));
  }

  /** Without the path, which concerns nobody outside. */
  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException of ? of.getReason() : null;
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
