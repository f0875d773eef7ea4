package dev.fairlead.runtime.xgboost;

import dev.fairlead.runtime.testsupport.Growth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs leave behind. */
class HandlesTest {
  @TempDir Path folder;

  /**
   * XGBoost makes a matrix of each request, and keeps no count: one that is left shows as memory.
   */
  @Test
  void memoryStaysAsItIs() throws Exception {
    Path model = folder.resolve("model.json");
    Files.writeString(model, ModelFiles.json("model.json"));

    Growth.none(List.of(), Runs.class, folder, model.toString(), "200000");
  }
}
