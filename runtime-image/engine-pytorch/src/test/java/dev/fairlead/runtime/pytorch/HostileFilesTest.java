package dev.fairlead.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds: it is served, or refused in one plain line; what it may do once it is
 * served is another matter, for which code has to be allowed. Each is loaded in a process that may
 * have 16 GiB of addresses, so that a file that asks for all memory does not get it.
 */
class HostileFilesTest {
  private static final int CUTS = 40;
  private static final int FLIPS = 300;
  private static final int PATIENCE_SECONDS = 180;

  /** A line of {@link Loads}; between them is what the library has to say. */
  private static final Pattern END = Pattern.compile("(\\w+)\\.pt (served|\\w+: .+)");

  @TempDir Path folder;

  @BeforeEach
  void describe() throws IOException {
    TorchFiles.describe(folder, "x FP32 [-1,2]", "y FP32 [-1,2]");
  }

  @Test
  void filesThatAreCutShortAreRefused() throws Exception {
    byte[] whole = doubles();
    write("whole", whole);
    for (int i = 0; i < CUTS; i++) {
      write("cut" + i, Arrays.copyOf(whole, whole.length * i / CUTS));
    }

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(CUTS + 1).containsEntry("whole", "served");
    ends.remove("whole");
    assertThat(ends.values()).allMatch(end -> end.startsWith("ModelInvalid: "));
  }

  @Test
  void filesWithAFlippedBitAreServedOrRefused() throws Exception {
    byte[] whole = doubles();
    var random = new Random(3);
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = whole.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(Byte.SIZE)));
      write("flip" + i, flipped);
    }

    Map<String, String> ends = loads();

    // times and other fields that nobody reads may have any value
    assertThat(ends).hasSize(FLIPS).containsValue("served");
    assertThat(ends.values())
        .allMatch(end -> end.equals("served") || end.startsWith("ModelInvalid: "));
  }

  /** A zip file that says of each of its files what is in it. */
  @Test
  void damagedContentIsFound() throws Exception {
    byte[] whole = doubles();
    int at =
        new String(whole, StandardCharsets.ISO_8859_1).indexOf("torch.mul(x, 2)")
            + "torch.mul(x, ".length();
    whole[at] = '3';
    write("triples", whole);

    assertThat(loads())
        .containsEntry(
            "triples", "ModelInvalid: triples.pt is damaged: write it again by torch.jit.save");
  }

  /** What has the right checksums, and is no script. */
  @Test
  void scriptsThatAreNoneAreRefused() throws Exception {
    write("syntax", TorchFiles.script("x: Tensor", "Tensor", "torch.mul(x,"));
    write("unknown", TorchFiles.script("x: Tensor", "Tensor", "torch.no_such_function(x)"));
    write("import", TorchFiles.script("x: Tensor", "Tensor", "__import__(\"os\").getcwd()"));

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(3);
    assertThat(ends.values()).allMatch(end -> end.startsWith("ModelInvalid: "));
  }

  private static byte[] doubles() throws IOException {
    return TorchFiles.script("x: Tensor", "Tensor", "torch.mul(x, 2)");
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name + ".pt"), content);
  }

  /** What became of each: by name "served", or the reason. */
  private Map<String, String> loads() throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -v 16777216; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Loads.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(said);
    assertThat(ended).as(text).isTrue();
    // above 128: ended by a signal
    assertThat(process.waitFor()).as(text).isZero();
    Map<String, String> ends =
        text.lines()
            .map(END::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    assertThat(ends.values()).noneMatch(end -> end.contains(folder.toString()));
    return ends;
  }
}
