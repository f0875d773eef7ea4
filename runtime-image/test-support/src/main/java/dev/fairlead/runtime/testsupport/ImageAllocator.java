package dev.fairlead.runtime.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The allocator of the model server's images: jemalloc of Debian's package libjemalloc2, which
 * {@code images/base} puts into them, with the settings that they give it. It is the installed one,
 * or unpacked from the package, which takes no root. Where neither can be had, it is what images on
 * a base without jemalloc have: glibc's, which a line on the output says.
 */
public final class ImageAllocator {
  private static final String FILE = "libjemalloc.so.2";
  private static final List<Path> INSTALLED =
      Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib").map(Path::of).toList();
  private static final Path UNPACKED = Path.of("target", "jemalloc");
  private static final int PATIENCE_SECONDS = 60;

  private ImageAllocator() {}

  /** What a process needs in its environment. */
  public static Map<String, String> environment() throws IOException, InterruptedException {
    Optional<Path> library = library();
    if (library.isPresent()) {
      return Map.of(
          "LD_PRELOAD",
          library.get().toAbsolutePath().toString(),
          "MALLOC_CONF",
          System.getProperty("image.malloc", ""));
    }
    System.out.println(
        "no jemalloc (Debian: libjemalloc2) for a test of memory: glibc's allocator");
    return Map.of("MALLOC_ARENA_MAX", "2", "MALLOC_TRIM_THRESHOLD_", "131072");
  }

  /** The same, as the beginning of a command. */
  public static List<String> command() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env"));
    environment().forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }

  private static synchronized Optional<Path> library() throws IOException, InterruptedException {
    Optional<Path> installed =
        INSTALLED.stream().map(folder -> folder.resolve(FILE)).filter(Files::exists).findFirst();
    return installed.isPresent() ? installed : unpacked();
  }

  private static Optional<Path> unpacked() throws IOException, InterruptedException {
    Files.createDirectories(UNPACKED);
    if (found().isEmpty()) {
      run("apt-get", "download", "libjemalloc2");
      run("sh", "-c", "dpkg-deb -x libjemalloc2_*.deb .");
    }
    return found();
  }

  private static Optional<Path> found() throws IOException {
    try (Stream<Path> files = Files.walk(UNPACKED)) {
      return files.filter(file -> file.endsWith(FILE)).findFirst();
    }
  }

  /** Whether it worked shows in what it leaves. */
  private static void run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(UNPACKED.toFile())
              .redirectErrorStream(true)
              .redirectOutput(UNPACKED.resolve("log").toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // not Debian
    }
  }
}
