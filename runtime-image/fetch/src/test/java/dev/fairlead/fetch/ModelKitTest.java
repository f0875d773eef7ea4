package dev.fairlead.fetch;

import static dev.fairlead.fetch.archive.Archives.all;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ModelKits as KitOps packs them: tar archives whose paths begin where its Kitfile lies, of the
 * model, its parts, code and docs; since version 1.15 plain files too.
 */
class ModelKitTest {
  private static final String KIT = "application/vnd.kitops.modelkit.";

  @TempDir static Path tlsDirectory;
  @TempDir Path directory;
  private static TestTls tls;
  private TestServer server;
  private TestRegistry registry;
  private Program program;

  @BeforeAll
  static void certificate() throws Exception {
    tls = TestTls.create(tlsDirectory);
  }

  @BeforeEach
  void start() throws IOException {
    server = TestServer.https(tls.context());
    registry = new TestRegistry(server, "models/mini");
    program = Program.in(directory).options("--trusted-cas=" + tls.pem());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void itsModelIsFetchedWithoutItsDataSets() throws IOException {
    TestRegistry.Layer data = kit("dataset.v1.tar", "", tar(tarFile("data/train.csv", "1,2,3")));
    String digest =
        registry.publish(
            "1",
            // of a Kitfile whose model is the whole folder
            kit("model.v1.tar", ".", tar(tarFile("model.onnx", "weights"))),
            kit("modelpart.v1.tar+gzip", "", gzip(tar(tarFile("tok/tokenizer.json", "{}")))),
            kit("docs.v1.raw", "README.md", "#".getBytes(StandardCharsets.UTF_8)),
            data);

    assertThat(program.run(registry.uri("1")).message()).startsWith("Fetched: digest=" + digest);
    assertThat(program.files())
        .isEqualTo(Map.of("model.onnx", "weights", "tok/tokenizer.json", "{}", "README.md", "#"));
    assertThat(server.requests(registry.blobPath(data.digest()))).isEmpty();
  }

  @Test
  void ofAModelInAFolderTheFolderStays() throws IOException {
    registry.publish(
        "1",
        kit(
            "model.v1.tar+gzip",
            "models/mini",
            gzip(tar(all(tarFile("models/mini/a.onnx", "a"), tarFile("models/mini/b", "b"))))));

    program.run(registry.uri("1"));

    assertThat(program.files()).isEqualTo(Map.of("models/mini/a.onnx", "a", "models/mini/b", "b"));
  }

  @Test
  void oneThatIsPackedAsNobodyHereReadsIsNamedWithACure() throws IOException {
    registry.publish("1", kit("model.v1.tar+zstd", "model.onnx", new byte[] {1}));

    assertThat(program.run(registry.uri("1")).message())
        .isEqualTo(
            "FetchFailed: The layer model.onnx has the media type application/vnd.kitops.modelkit.model.v1.tar+zstd: pack it raw, tar or tar+gzip.");
  }

  /** Its model is a reference to another one, say. */
  @Test
  void oneWithoutAModelIsNoModel() throws IOException {
    registry.publish("1", kit("dataset.v1.tar", "", tar(tarFile("train.csv", "1"))));

    assertThat(program.run(registry.uri("1")).message())
        .startsWith("ModelNotFound: model.uri names an artifact without model files");
  }

  /** One layer; of the path that older versions do not tell nothing is said. */
  private TestRegistry.Layer kit(String type, String path, byte[] content) {
    return registry.layer(
        KIT + type, path.isEmpty() ? Map.of() : Map.of("org.cncf.model.filepath", path), content);
  }
}
