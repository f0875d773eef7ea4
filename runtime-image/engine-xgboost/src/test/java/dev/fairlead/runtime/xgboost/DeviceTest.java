package dev.fairlead.runtime.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.lifecycle.Loading;
import dev.fairlead.runtime.metrics.ServerMetrics;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU for an engine that knows none. */
class DeviceTest {
  @TempDir Path folder;

  @Test
  void aGpuThatNobodyWouldUseIsRefusedWithTheCure() throws Exception {
    try (InputStream in = DeviceTest.class.getResourceAsStream("model.json")) {
      Files.write(folder.resolve("model.json"), in.readAllBytes());
    }
    RuntimeConfig config =
        Environment.read(Map.of("FAIRLEAD_MODEL_DIR", folder.toString(), "FAIRLEAD_DEVICE", "gpu"));

    assertThatThrownBy(() -> Loading.load(config, 1, new ServerMetrics(), phase -> {}))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DeviceUnavailable))
        .hasMessageContainingAll("XGBoost", "spec.resources.limits");
  }
}
