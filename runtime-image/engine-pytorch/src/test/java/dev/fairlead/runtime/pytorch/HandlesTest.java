package dev.fairlead.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import dev.fairlead.runtime.testsupport.Growth;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs leave behind: nothing, whether they fail or not. */
class HandlesTest {
  private static final int RUNS = 4_000;

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Runs.write(folder);
  }

  /** Of DJL's managers and arrays, each of which holds a handle. */
  @Test
  void djlKeepsNoMoreThanBefore() throws Exception {
    try (TorchModel model = Runs.load(folder)) {
      NDManager manager = model.manager();
      int before = kept(manager);
      for (int i = 0; i < RUNS; i++) {
        Runs.run(model, i);
      }
      assertThat(kept(manager)).isEqualTo(before);

      // what is left would be seen
      NDManager left = manager.newSubManager();
      left.create(1f);
      assertThat(kept(manager)).isEqualTo(before + 2);
      left.close();
    }
  }

  private static int kept(AutoCloseable resource) throws ReflectiveOperationException {
    int kept = 1;
    if (resource instanceof BaseNDManager) {
      Field field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      for (Object held : ((Map<?, ?>) field.get(resource)).values()) {
        kept += kept((AutoCloseable) held);
      }
    }
    return kept;
  }

  /** Values that LibTorch's calls take and give belong to no manager: they would show as memory. */
  @Test
  void memoryStaysAsItIs() throws Exception {
    Growth.none(
        List.of("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"),
        Runs.class,
        folder,
        folder.toString(),
        "60000");
  }
}
