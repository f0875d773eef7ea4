package dev.fairlead.fetch.files;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the model is put. The files appear by renames when all of them are complete, the manifest
 * after them; what is not complete lies under {@code .fairlead/} and is gone afterwards.
 */
public final class ModelDirectory {
  private final Path root;
  private final Path own;

  private ModelDirectory(Path root) {
    this.root = root;
    this.own = root.resolve(ModelPath.RESERVED);
  }

  /**
   * Takes a directory into use.
   *
   * @throws FetchException if it cannot be written, or holds files that fetch did not bring
   */
  public static ModelDirectory open(Path root) throws IOException {
    var directory = new ModelDirectory(root);
    try {
      Files.createDirectories(root);
      if (!Files.isDirectory(directory.own) && !directory.foreign().isEmpty()) {
        throw new FetchException(
            Reason.FETCH_FAILED,
            "The destination holds files that are not of an earlier fetch: name an empty directory.");
      }
      Files.createDirectories(directory.work());
      return directory;
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw new FetchException(
          Reason.FETCH_FAILED, "The volume of the model's files cannot be written to.", e);
    }
  }

  public Path root() {
    return root;
  }

  /** For what is half done; kept from start to start. */
  public Path work() {
    return own.resolve("work");
  }

  /** What stands here complete, as far as the manifest says. */
  public Optional<ModelManifest> manifest() throws IOException {
    return ModelManifest.read(own.resolve("manifest.json"));
  }

  /** Removes everything of work whose name starts with none of these. */
  public void keepWork(Set<String> prefixes) throws IOException {
    try (var list = Files.list(work())) {
      for (Path path : list.toList()) {
        String name = String.valueOf(path.getFileName());
        if (prefixes.stream().noneMatch(name::startsWith)) {
          delete(path);
        }
      }
    }
  }

  /**
   * Puts a complete model in the place of whatever is here.
   *
   * @param complete a directory under {@link #work} whose content is the model's
   */
  public void publish(Path complete, ModelManifest manifest) throws IOException {
    Files.deleteIfExists(own.resolve("manifest.json"));
    for (Path old : foreign()) {
      delete(old);
    }
    try (var list = Files.list(complete)) {
      for (Path path : list.toList()) {
        Files.move(path, root.resolve(complete.relativize(path)), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    write(own.resolve("manifest.json"), manifest.json());
    delete(work());
  }

  /** Writes a file that is there whole or not at all. */
  public static void write(Path file, String text) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(aside, text, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes a file or a directory with all that is in it; links are removed, not followed. */
  public static void delete(Path path) throws IOException {
    if (!Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(path);
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** All but our own directory, and what file systems put into the root of a volume. */
  private List<Path> foreign() throws IOException {
    try (var list = Files.list(root)) {
      return list.filter(path -> !path.equals(own))
          .filter(path -> !path.equals(root.resolve("lost+found")))
          .toList();
    }
  }
}
