package dev.fairlead.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  @Test
  void anErrorOfABrokenImageEndsTheProcessAndIsTold() throws Exception {
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(
        services.resolve("dev.fairlead.runtime.engine.Engine"), "dev.fairlead.NotInThisImage");
    Path termination = folder.resolve("termination");
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"),
            Main.class.getName());
    builder
        .environment()
        .putAll(
            Map.of(
                "FAIRLEAD_MODEL_DIR", Files.createDirectory(folder.resolve("model")).toString(),
                "FAIRLEAD_MODEL_NAME", "m",
                "FAIRLEAD_HTTP_PORT", "0",
                "FAIRLEAD_METRICS_PORT", "0",
                "FAIRLEAD_TERMINATION_LOG", termination.toString()));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(termination)
          .content()
          .startsWith("Crashed: java.util.ServiceConfigurationError: ")
          .contains("dev.fairlead.NotInThisImage");
    } finally {
      process.destroyForcibly();
    }
  }
}
