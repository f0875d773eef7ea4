package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.archive.Limits;
import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.archive.Unpacker;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.Download;
import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.ModelManifest;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.source.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A later start of the container on a disk that has little room left. */
class ItemsTest {
  private static final String WEIGHTS = "0123456789";

  @TempDir Path root;
  private ModelDirectory directory;
  private final Progress progress = new Progress();

  @BeforeEach
  void open() throws IOException {
    directory = ModelDirectory.open(root);
  }

  @Test
  void whatIsDownloadedAlreadyNeedsNoMoreRoom() throws IOException {
    Model.Item weights = item("model.onnx", WEIGHTS, Packing.NONE);
    downloaded(weights, WEIGHTS);

    assertThat(bring(0, weights).files()).extracting(ModelFile::path).containsExactly("model.onnx");
  }

  @Test
  void whatIsUnpackedAlreadyNeedsNoMoreRoom() throws IOException {
    Model.Item archive = item("m.tar", "the archive, which is deleted", Packing.TAR);
    Path tree = Files.createDirectories(work(archive, "tree"));
    Files.writeString(tree.resolve("model.onnx"), WEIGHTS);
    var file = new ModelFile("model.onnx", WEIGHTS.length(), sha256(WEIGHTS));
    ModelDirectory.write(
        work(archive, "json"), new ModelManifest("sha256:0", "m", List.of(file)).json());

    progress.total(archive.blob().size());
    assertThat(bring(0, archive).files()).containsExactly(file);
    assertThat(progress.now().bytes())
        .as("the download, which is done, and what was checked of it")
        .isEqualTo(archive.blob().size() + WEIGHTS.length())
        .isEqualTo(progress.now().totalBytes());
  }

  @Test
  void theRestIsAskedForBeforeAnythingIsDownloaded() throws IOException {
    Model.Item begun = item("model.onnx", WEIGHTS, Packing.NONE);
    downloaded(begun, WEIGHTS.substring(0, 4));
    Model.Item other = item("tokenizer.json", "{}", Packing.NONE);

    assertThatThrownBy(() -> bring(7, begun, other))
        .isInstanceOf(FetchException.class)
        .hasMessageStartingWith("The model needs 8 bytes more, the node's disk has 7 bytes free");
  }

  @Test
  void oneContentAtTwoPathsNeedsRoomForTheCopy() throws IOException {
    Model.Item one = item("a.bin", WEIGHTS, Packing.NONE);
    Model.Item two = item("b.bin", WEIGHTS, Packing.NONE);
    downloaded(one, WEIGHTS);

    assertThatThrownBy(() -> bring(9, one, two))
        .hasMessageStartingWith("The model needs 10 bytes more");
    assertThat(bring(10, one, two).files())
        .extracting(ModelFile::path)
        .containsExactly("a.bin", "b.bin");
  }

  private Items.Complete bring(long free, Model.Item... items) throws IOException {
    var room = new Room(() -> free, OptionalLong.empty());
    return new Items(
            directory,
            new Download(Program.QUICK.retries(), room, progress),
            new Unpacker(Limits.standard(), room, progress),
            room,
            progress)
        .bring(new Model("m", Optional.of("sha256:0"), Optional.of("sha256:0"), List.of(items)));
  }

  private static Model.Item item(String path, String content, Packing packing) throws IOException {
    Blob.Opener unreachable =
        headers -> {
          throw new AssertionError("it was asked for");
        };
    String sha256 = sha256(content);
    var blob =
        new Blob(sha256, path, "localhost", Optional.of(sha256), content.length(), unreachable);
    return new Model.Item(blob, packing, ModelPath.of(path));
  }

  private void downloaded(Model.Item item, String bytes) throws IOException {
    Files.writeString(work(item, "part"), bytes);
  }

  private Path work(Model.Item item, String kind) {
    return directory.work().resolve(item.blob().key() + "." + kind);
  }

  private static String sha256(String content) {
    return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
  }
}
