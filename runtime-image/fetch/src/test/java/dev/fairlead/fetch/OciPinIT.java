package dev.fairlead.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tags of a real registry that move, and what they stood for. */
class OciPinIT {
  @TempDir static Path registryDirectory;
  @TempDir Path directory;
  private static DockerRegistry registry;
  private static Publisher publisher;
  private Program program;
  private String repository;

  @BeforeAll
  static void startRegistry() throws IOException {
    registry = DockerRegistry.start(registryDirectory);
    publisher = new Publisher(registry.host());
  }

  @AfterAll
  static void stopRegistry() throws IOException {
    registry.close();
  }

  @BeforeEach
  void start(TestInfo test) {
    program = Program.in(directory).options("--plain-http-hosts=localhost");
    repository = "models/m" + Integer.toHexString(test.getDisplayName().hashCode());
  }

  @Test
  void whatWasResolvedIsFetchedThoughTheTagHasMoved() throws IOException {
    String digest = publish("weights");
    var resolved = program.resolve(uri());
    String moved = publish("newer weights");

    assertThat(resolved.message())
        .isEqualTo(
            "Resolved: identity=%s files=1 bytes=7 uri=oci://%s/%s@%s"
                .formatted(digest, registry.host(), repository, digest));
    assertThat(fetch(resolved).field("digest")).isEqualTo(digest).isNotEqualTo(moved);
    assertThat(program.files()).isEqualTo(Map.of("model.onnx", "weights"));
    assertThat(program.resolve(uri()).field("identity")).isEqualTo(moved);
  }

  @Test
  void aTagThatHasMovedIsNotTakenForWhatItStoodFor() throws IOException {
    String digest = publish("weights");
    String moved = publish("newer weights");

    assertThat(program.run(uri(), "--identity=" + digest).message())
        .startsWith(
            "SourceMoved: model.uri stands for %s now, %s was resolved before"
                .formatted(moved, digest));
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aManifestThatWasResolvedAndIsGoneHasMoved() throws IOException {
    publish("weights");
    var resolved = program.resolve(uri());
    publish("newer weights");
    registry.delete("/v2/%s/manifests/%s".formatted(repository, resolved.field("identity")));

    assertThat(fetch(resolved).message())
        .startsWith("SourceMoved: the source no longer has " + resolved.field("identity"));
    assertThat(program.isServable()).isFalse();
  }

  @Test
  void aFileOfItThatIsGoneHasMovedToo() throws IOException {
    var layer = publisher.layer(place(), bytes("weights"), "weight.v1.raw", "model.onnx");
    publisher.publish(place(), layer);
    var resolved = program.resolve(uri());
    registry.delete("/v2/%s/blobs/%s".formatted(repository, layer.getDigest()));

    assertThat(fetch(resolved).message())
        .startsWith("SourceMoved: the source no longer has " + resolved.field("identity"));
    assertThat(program.isServable()).isFalse();
  }

  private Program.Outcome fetch(Program.Outcome resolved) throws IOException {
    return program.run(resolved.field("uri"), "--identity=" + resolved.field("identity"));
  }

  private String publish(String weights) {
    return publisher.publishModel(place(), bytes(weights));
  }

  private String uri() {
    return "oci://" + registry.host() + "/" + place();
  }

  private String place() {
    return repository + ":stable";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
