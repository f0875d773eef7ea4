package dev.fairlead.runtime.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for files of an engine's format in a model's folder. */
public final class FileSearch {
  private static final int DEPTH = 4;

  private FileSearch() {}

  /**
   * The plain files, and links to such, down to the fourth level, in the order of their paths. What
   * may not be looked into is passed over: at the top of a volume there is such a folder, {@code
   * lost+found}.
   */
  public static List<Path> in(Path folder) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(folder, Set.of(), DEPTH, new Visitor(found));
    } catch (IOException e) {
      return List.of();
    }
    return found.stream().sorted().toList();
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final List<Path> found;

    Visitor(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (Files.isRegularFile(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
