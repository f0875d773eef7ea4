package dev.fairlead.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.fairlead.bench.model.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Flame graphs of where a JVM spends its CPU time, native code included, by <a
 * href="https://github.com/async-profiler/async-profiler">async-profiler</a>.
 */
final class Profiler {
  private static final String ENDING = ".html";

  private final Path library;
  private final Path file;

  /**
   * Of one run.
   *
   * @param home folder of the benchmark, where its build unpacked the profiler
   * @param file from whose name those of the graphs are made; ends with {@code .html}
   */
  Profiler(Path home, Path file) throws IOException {
    library = home.resolve("target/natives/profiler/libasyncProfiler.so").toAbsolutePath();
    if (!Files.exists(library)) {
      throw new IOException(
          library + " is missing: start by runtime-image/bench/run, on Linux on x86-64");
    }
    this.file = file.toAbsolutePath();
    Files.createDirectories(this.file.getParent());
  }

  /** What is done while a profile is taken. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }

  /** Leaves a graph of what the process did while the work was done. */
  void profile(ProcessHandle process, Workload workload, int clients, Work work)
      throws IOException, InterruptedException {
    // a timer for each thread's CPU time: it needs no permission, as the counters of the CPU do
    tell(process, "start,event=ctimer");
    try {
      work.run();
    } finally {
      tell(process, "stop,file=" + name(file, workload, clients));
    }
  }

  /** The name of a graph: {@code flame.html} becomes {@code flame-minilm-16.html}. */
  static Path name(Path file, Workload workload, int clients) {
    String name = String.valueOf(file.getFileName());
    String stem = name.substring(0, name.length() - ENDING.length());
    return file.resolveSibling("%s-%s-%d%s".formatted(stem, workload.key(), clients, ENDING));
  }

  /** Whether graphs can have such a name: the profiler knows by it what it is to write. */
  static boolean takes(Path file) {
    String name = file.toString();
    // a comma ends a command
    return name.endsWith(ENDING) && name.indexOf(',') < 0;
  }

  private void tell(ProcessHandle process, String command) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      try {
        machine.loadAgentPath(library.toString(), command);
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new IOException("the server cannot be profiled: " + e.getMessage(), e);
    }
  }
}
