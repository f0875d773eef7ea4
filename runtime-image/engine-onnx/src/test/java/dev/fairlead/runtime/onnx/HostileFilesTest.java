package dev.fairlead.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.testsupport.OwnJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds: it is served, or refused in one plain line. Each is loaded in a process
 * that may have 8 GiB of addresses, so that a file that asks for all memory does not get it.
 */
class HostileFilesTest {
  private static final List<String> LIMITED =
      List.of("sh", "-c", "ulimit -v 8388608; exec \"$@\"", "sh");

  /** A line of {@link Loads}; between them is what the libraries have to say. */
  private static final Pattern END = Pattern.compile("(\\w+)\\.onnx (served|\\w+: .+)");

  private static final int FLIPS = 200;
  private static final int CUTS = 60;

  @TempDir Path folder;

  @Test
  void filesThatAreCutShortAreRefused() throws Exception {
    byte[] whole = model();
    for (int i = 0; i < CUTS; i++) {
      write("cut" + i, Arrays.copyOf(whole, whole.length * i / CUTS));
    }

    // where it is cut between two fields, what is left may be a model
    assertThat(loads().values()).hasSize(CUTS).filteredOn("served"::equals).hasSizeLessThan(3);
  }

  @Test
  void filesWithAFlippedBitAreServedOrRefused() throws Exception {
    byte[] whole = model();
    var random = new Random(7);
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = whole.clone();
      int place = random.nextInt(whole.length);
      flipped[place] = (byte) (flipped[place] ^ (1 << random.nextInt(8)));
      write("flip" + i, flipped);
    }

    assertThat(loads().values()).hasSize(FLIPS).contains("served");
  }

  @Test
  void sizesThatAreOnlyClaimedTakeNoMemory() throws Exception {
    write("input", HostileOnnx.input(1L << 31));
    write("inputs", HostileOnnx.input(1L << 31, 1L << 31, 1L << 31));
    write("most", HostileOnnx.input(Long.MAX_VALUE));
    write("weights", HostileOnnx.weights(1L << 31));
    write("overflow", HostileOnnx.weights(1L << 31, 1L << 31, 1L << 31));
    write("negative", HostileOnnx.weights(-2));
    write("zeros", HostileOnnx.zeros(1L << 32));
    write("more", HostileOnnx.zeros(1L << 45));

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(8).containsEntry("input", "served");
    for (String name : List.of("weights", "overflow", "negative")) {
      assertThat(ends.get(name)).startsWith("ModelInvalid: ");
    }
  }

  @Test
  void weightsOfOtherFoldersAreNeverRead() throws Exception {
    Files.write(folder.resolve("weights.bin"), new byte[2 * Float.BYTES]);
    Files.createSymbolicLink(folder.resolve("link.bin"), Path.of("/etc/passwd"));
    write("beside", HostileOnnx.external("weights.bin"));
    write("missing", HostileOnnx.external("other.bin"));
    Map<String, String> outside =
        Map.of(
            "absolute", "/etc/passwd",
            "up", "../".repeat(20) + "etc/passwd",
            "link", "link.bin",
            "memory", "*/_ORT_MEM_ADDR_/*",
            "folder", ".",
            "nothing", "");
    for (Map.Entry<String, String> file : outside.entrySet()) {
      write(file.getKey(), HostileOnnx.external(file.getValue()));
    }

    Map<String, String> ends = loads();

    assertThat(ends).containsEntry("beside", "served");
    assertThat(ends.get("missing"))
        .isEqualTo("ModelInvalid: missing.onnx keeps weights in 'other.bin', which is not there");
    for (String name : outside.keySet()) {
      assertThat(ends.get(name))
          .startsWith("ModelInvalid: " + name + ".onnx keeps weights in '" + outside.get(name))
          .contains("which is no file in its folder");
    }
  }

  private static byte[] model() {
    float[][] rows = {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}};
    return OnnxFiles.table(rows, true);
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name + ".onnx"), content);
  }

  /** What became of each: by name "served", or the reason. */
  private Map<String, String> loads() throws Exception {
    OwnJvm.End end =
        OwnJvm.run(LIMITED, List.of("-Xmx256m"), Loads.class, folder, folder.toString());

    assertThat(end.exitCode()).as(end.said()).isZero();
    Map<String, String> ends =
        end.said()
            .lines()
            .map(END::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    assertThat(ends.values()).noneMatch(e -> e.contains(folder.toString()));
    return ends;
  }
}
