package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.FetchException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileListTest {
  private static final FileList.Entry A = new FileList.Entry("a.onnx", 3, "sha256:abc");
  private static final FileList.Entry B = new FileList.Entry("b.json", 2, "etag:\"e\"");

  @Test
  void theIdentityIsThatOfALineForEachFile() {
    assertThat(new FileList(List.of(B, A)).identity())
        .isEqualTo(
            "sha256:"
                + Sha256.of(
                    "sha256:abc 3 a.onnx\netag:\"e\" 2 b.json\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anotherOneThanTheWantedIsNamed() throws FetchException {
    var list = new FileList(List.of(A));

    assertThat(list.identity(Optional.of(list.identity()))).isEqualTo(list.identity());
    assertThatThrownBy(() -> list.identity(Optional.of("sha256:0")))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(list.identity() + ", expected was sha256:0");
  }
}
