package dev.fairlead.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The program as a process of its own, with the memory that a small container gives. */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path directory;

  private Child(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  static Child start(Path directory, String uri, String... more) throws IOException {
    Path terminationLog = directory.resolve("termination-log");
    Files.writeString(terminationLog, "");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx48m", "-XX:MaxDirectMemorySize=8m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(LoopbackMain.class.getName());
    command.add("--uri=" + uri);
    command.add("--destination=" + directory.resolve("models"));
    command.add("--plain-http-hosts=localhost");
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FAIRLEAD_TERMINATION_LOG", terminationLog.toString());
    return new Child(builder.redirectOutput(directory.resolve("log").toFile()).start(), directory);
  }

  /** Waits until something is so. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      Thread.sleep(10);
    }
  }

  Process process() {
    return process;
  }

  /** The exit code; 143 after SIGTERM. */
  int end() throws InterruptedException {
    return process.waitFor();
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  String message() throws IOException {
    return Files.readString(directory.resolve("termination-log")).strip();
  }

  Path models() {
    return directory.resolve("models");
  }

  /** Bytes of the half done download. */
  long partBytes() throws IOException {
    Path work = models().resolve(".fairlead/work");
    if (!Files.isDirectory(work)) {
      return 0;
    }
    try (var list = Files.list(work)) {
      for (Path path : list.toList()) {
        if (path.toString().endsWith(".part")) {
          return Files.size(path);
        }
      }
    }
    return 0;
  }

  /** The most memory that the process held so far, in bytes; 0 where the system does not say. */
  long peakMemory() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      // it has ended meanwhile
    }
    return 0;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
