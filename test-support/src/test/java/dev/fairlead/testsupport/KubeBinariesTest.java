package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeBinariesTest {
  private static final Path HOME = Path.of("/home/somebody");

  @Test
  void theFolderOfTheEnvironmentComesFirst() {
    assertThat(
            KubeBinaries.of(Map.of("FAIRLEAD_KUBE_BIN", "/kube", "FAIRLEAD_CACHE", "/c"), HOME)
                .directory())
        .isEqualTo(Path.of("/kube"));
  }

  @Test
  void otherwiseTheyAreInTheCacheOfTheUser() {
    assertThat(KubeBinaries.of(Map.of("FAIRLEAD_CACHE", "/c"), HOME).directory())
        .isEqualTo(Path.of("/c/bin"));
    assertThat(KubeBinaries.of(Map.of("XDG_CACHE_HOME", "/x"), HOME).directory())
        .isEqualTo(Path.of("/x/fairlead/bin"));
    assertThat(KubeBinaries.of(Map.of(), HOME).directory())
        .isEqualTo(Path.of("/home/somebody/.cache/fairlead/bin"));
  }

  @Test
  void missingBinariesAreNamedWithTheCure(@TempDir Path folder) throws Exception {
    assertThat(Files.createFile(folder.resolve("etcd")).toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(
            () -> new KubeBinaries(folder).paths(List.of("etcd", "kube-apiserver", "kwok")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("kube-apiserver, kwok not found in " + folder)
        .hasMessageContaining("e2e/cluster/api-tools");
  }
}
