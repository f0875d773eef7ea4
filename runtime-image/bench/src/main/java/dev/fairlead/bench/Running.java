package dev.fairlead.bench;

import dev.fairlead.bench.load.Answer;
import dev.fairlead.bench.load.Connection;
import dev.fairlead.bench.proc.ProcessTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A server's process, from its first answer on. */
final class Running implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final long PAUSE_MILLIS = 10;
  private static final double NANOS = 1e9;

  private final Process process;
  private final int port;
  private final double startSeconds;

  private Running(Process process, int port, double startSeconds) {
    this.process = process;
    this.port = port;
    this.startSeconds = startSeconds;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts it and waits until it answers the request.
   *
   * @param work folder that its log goes into
   */
  static Running start(String name, ProcessBuilder command, int port, byte[] request, Path work)
      throws IOException, InterruptedException {
    Path log = work.resolve(name + ".log");
    command.redirectErrorStream(true).redirectOutput(log.toFile());
    long begin = System.nanoTime();
    Process process = command.start();
    while (!answers(port, request)) {
      if (System.nanoTime() - begin > PATIENCE.toNanos() || !process.isAlive()) {
        end(process);
        throw new IllegalStateException(name + " does not answer: see why in " + log);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return new Running(process, port, (System.nanoTime() - begin) / NANOS);
  }

  private static boolean answers(int port, byte[] request) {
    try (var connection = new Connection(port)) {
      return connection.ask(request).status() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** From the start of the process to the first answer. */
  double startSeconds() {
    return startSeconds;
  }

  ProcessTree processes() {
    return new ProcessTree(process.toHandle());
  }

  /**
   * The body of one answer.
   *
   * @throws IOException if it is an error
   */
  byte[] ask(byte[] request) throws IOException {
    try (var connection = new Connection(port)) {
      Answer answer = connection.ask(request);
      if (answer.status() != OK) {
        throw new IOException(
            "status " + answer.status() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    }
  }

  @Override
  public void close() {
    end(process);
  }

  /** With all that it started, even where it leaves that behind. */
  private static void end(Process process) {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
