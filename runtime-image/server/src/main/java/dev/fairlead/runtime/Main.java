package dev.fairlead.runtime;

import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.trace.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The model server, as a program. */
public final class Main {
  private static final String LOG_FORMAT =
      "%1$tY-%1$tm-%1$tdT%1$tH:%1$tM:%1$tS.%1$tL%1$tz %4$-7s %5$s%6$s%n";

  private Main() {}

  /** See {@code --help}; without arguments it serves. */
  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.SimpleFormatter.format", LOG_FORMAT);
    if (arguments.length > 0) {
      System.exit(new Command(System.getenv(), System.out, System.err).run(List.of(arguments)));
    }
    Path log = Environment.terminationLog(System.getenv());
    try {
      RuntimeConfig config = Environment.read(System.getenv());
      serve(
          new Server(config, Tracing.of(System.getenv(), config.modelName(), config.trustedCas())));
    } catch (ConfigException e) {
      end(log, "Crashed: " + e.getMessage());
    } catch (LoadException e) {
      end(log, e.reason() + ": " + e.getMessage());
    } catch (CompletionException e) {
      end(log, "Crashed: the ports cannot be opened: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      end(
          log,
          "OutOfMemory: the Java heap is too small for this model: raise spec.resources.limits.memory");
    } catch (Throwable e) {
      // a mistake of ours, or a broken image: the ports are open, so without an end the process
      // would stay, never ready
      e.printStackTrace();
      end(log, "Crashed: " + e);
    }
  }

  private static void serve(Server server) throws LoadException {
    var failed = new AtomicBoolean();
    // before anything else: a signal may come at any time
    EndSignals.take(code -> shutDown(server, failed, code));
    boolean ready = false;
    try {
      server.listen();
      server.load();
      ready = true;
    } finally {
      failed.set(!ready);
    }
  }

  private static void shutDown(Server server, AtomicBoolean failed, int code) {
    if (failed.get()) {
      return;
    }
    int exit = code;
    try {
      server.drain();
      // a drain that was asked for is a success, whatever the signal's own exit code
      exit = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CompletionException e) {
      System.err.println("requests were cut off: they took longer than the drain may");
    } finally {
      Runtime.getRuntime().halt(exit);
    }
  }

  private static void end(@Nullable Path log, String line) {
    System.err.println(line);
    if (log != null) {
      try {
        Files.writeString(log, line);
      } catch (IOException e) {
        System.err.println("the termination log cannot be written");
      }
    }
    System.exit(1);
  }
}
