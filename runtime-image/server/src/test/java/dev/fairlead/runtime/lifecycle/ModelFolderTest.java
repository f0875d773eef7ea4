package dev.fairlead.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a model in a volume that others write to. */
class ModelFolderTest {
  @TempDir Path outside;
  @TempDir Path volume;

  @BeforeEach
  void aModelInTheVolume() throws IOException {
    file("minilm/v1/model.onnx");
    file("minilm/v1/onnx/weights.bin");
  }

  @Test
  void itsFilesAreFoundWhereverTheyAre() throws Exception {
    assertThat(open("minilm/v1").names())
        .containsExactlyInAnyOrder("model.onnx", "onnx/weights.bin");
    assertThat(open("minilm").names())
        .containsExactlyInAnyOrder("v1/model.onnx", "v1/onnx/weights.bin");
  }

  @Test
  void aFolderThatIsNotThereIsToldWithWhatIs() throws Exception {
    assertThat(refusal("minilm/v2", Reason.ModelNotFound))
        .isEqualTo(
            "the volume has no folder minilm/v2: minilm holds v1; correct spec.model.uri, or put"
                + " the model there");
    assertThat(refusal("bge/v1", Reason.ModelNotFound)).contains(": its top holds minilm; ");
    Files.createDirectory(volume.resolve("empty"));
    assertThat(refusal("empty/v1", Reason.ModelNotFound)).contains(": empty is empty; ");
  }

  @Test
  void aFileIsNoFolder() {
    assertThat(refusal("minilm/v1/model.onnx", Reason.ModelNotFound))
        .startsWith("minilm/v1/model.onnx is a file");
  }

  @Test
  void aLinkMayLeadToAnotherPlaceInTheVolume() throws Exception {
    // as the cache of Hugging Face's libraries is
    file("cache/blobs/1234");
    Files.createDirectories(volume.resolve("cache/snapshots"));
    link("cache/snapshots/model.onnx", "../blobs/1234");
    link("current", "minilm/v1");
    link("minilm/both", "v1");

    assertThat(open("cache/snapshots").names()).containsExactly("model.onnx");
    assertThat(open("current").names()).contains("model.onnx");
    assertThat(open("minilm").names()).contains("both/model.onnx", "v1/model.onnx");
  }

  @Test
  void aLinkThatLeadsOutIsRefused() throws Exception {
    Path secret = Files.writeString(outside.resolve("token"), "secret");
    link("minilm/v1/tokenizer.json", secret.toString());

    assertThat(refusal("minilm/v1", Reason.ModelInvalid))
        .startsWith("tokenizer.json is a link that leads out of the volume")
        .doesNotContain(outside.toString());
  }

  @Test
  void soIsTheFolderItself() throws Exception {
    link("minilm/out", outside.toString());

    assertThat(refusal("minilm/out", Reason.ModelInvalid)).startsWith("minilm/out is a link");
  }

  @Test
  void soIsOneBehindAnotherLink() throws Exception {
    Path secret = Files.writeString(outside.resolve("token"), "secret");
    file("other/config.json");
    link("other/deep", secret.toString());
    link("minilm/v1/1_Pooling", "../../other");

    assertThat(refusal("minilm/v1", Reason.ModelInvalid)).startsWith("1_Pooling/deep is a link");
  }

  @Test
  void soIsOneThatWasMadeWhereTheVolumeHadAnotherPlace() throws Exception {
    link("minilm/v1/tokenizer.json", "/mnt/elsewhere/minilm/v1/tokenizer.json");
    assertThat(refusal("minilm/v1", Reason.ModelInvalid)).startsWith("tokenizer.json is a link");
  }

  @Test
  void aLinkToNothingInTheVolumeHarmsNobody() throws Exception {
    link("minilm/v1/old.onnx", "gone.onnx");
    link("minilm/v1/self", "self");

    assertThat(open("minilm/v1").names())
        .containsExactlyInAnyOrder("model.onnx", "onnx/weights.bin");
  }

  @Test
  void linksInACircleEnd() throws Exception {
    link("minilm/v1/again", "..");

    assertThat(refusal("minilm", Reason.ModelInvalid)).contains("folders deep");
  }

  @Test
  void withoutAVolumeLinksStayInTheFolder() throws Exception {
    file("shared/tokenizer.json");
    link("minilm/v1/tokenizer.json", "../../shared/tokenizer.json");
    link("minilm/v1/copy.onnx", "model.onnx");

    assertThat(open("minilm/v1").names()).contains("tokenizer.json", "copy.onnx");
    var refused =
        catchThrowableOfType(
            LoadException.class, () -> ModelFolder.open(volume.resolve("minilm/v1"), null));
    assertThat(refused).hasMessageStartingWith("tokenizer.json is a link");
  }

  @Test
  void aFolderOutsideOfTheVolumeIsAWrongSetting() {
    var refused =
        catchThrowableOfType(LoadException.class, () -> ModelFolder.open(outside, volume));
    assertThat(refused).hasMessage("FAIRLEAD_MODEL_DIR is not in FAIRLEAD_MODEL_VOLUME");
  }

  @Test
  void whatMayNotBeReadIsNotedAndOnlyTheFolderItselfIsTold() throws Exception {
    Path closed = Files.createDirectory(volume.resolve("lost+found"));
    close(closed);

    assertThat(open("").unreadable()).containsExactly("lost+found/");
    assertThat(refusal("lost+found", Reason.ModelInvalid))
        .startsWith("lost+found cannot be read by the server")
        .contains("chmod -R a+rX");
  }

  private static void close(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(folder)).as("root may read everything").isFalse();
  }

  private ModelFiles open(String folder) throws LoadException {
    return ModelFolder.open(volume.resolve(folder), volume);
  }

  private String refusal(String folder, Reason reason) {
    var refused = catchThrowableOfType(LoadException.class, () -> open(folder));
    assertThat(refused).as("it is refused").isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
    return refused.getMessage();
  }

  private void file(String name) throws IOException {
    Path file = volume.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(volume.resolve(name), Path.of(target));
  }
}
