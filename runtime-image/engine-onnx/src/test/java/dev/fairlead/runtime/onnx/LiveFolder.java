package dev.fairlead.runtime.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A ConfigMap as the kubelet mounts it: each version is a folder, and the rename of one link takes
 * the next one into force before the last one is taken away.
 */
final class LiveFolder {
  private static final String NAME = "live.yaml";

  private final Path folder;
  private long generation;

  LiveFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path path() {
    return folder;
  }

  /** Swaps it in below the next number, which is returned. */
  long set(String settings) throws IOException {
    generation++;
    write("generation: " + generation + "\n" + settings);
    return generation;
  }

  /** Swaps it in as it is. */
  void write(String document) throws IOException {
    Path version = Files.createTempDirectory(folder, "..version");
    Files.writeString(version.resolve(NAME), document);
    Path data = folder.resolve("..data");
    boolean isFirst = !Files.exists(data);
    Path before = isFirst ? version : data.toRealPath();
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
    if (isFirst) {
      Files.createSymbolicLink(folder.resolve(NAME), Path.of("..data", NAME));
    } else {
      Files.delete(before.resolve(NAME));
      Files.delete(before);
    }
  }
}
