package dev.fairlead.runtime.xgboost;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds: it is served, or refused in one plain line. Each is loaded in a process
 * that may have 8 GiB of addresses, so that a file that asks for all memory does not get it.
 */
class HostileFilesTest {
  private static final int CUTS = 40;
  private static final int FLIPS = 300;
  private static final int PATIENCE_SECONDS = 120;

  /** A line of {@link Loads}; between them is what the library has to say. */
  private static final Pattern END = Pattern.compile("(\\S+)\\.(?:json|ubj) (served|\\w+: .+)");

  @TempDir Path folder;

  @Test
  void filesThatAreCutShortAreRefused() throws Exception {
    byte[] json = json();
    byte[] ubj = ModelFiles.ubj("model.json", folder);
    Files.write(folder.resolve("j.json"), json);
    Files.write(folder.resolve("u.ubj"), ubj);
    for (int i = 0; i < CUTS; i++) {
      Files.write(folder.resolve("j" + i + ".json"), Arrays.copyOf(json, json.length * i / CUTS));
      Files.write(folder.resolve("u" + i + ".ubj"), Arrays.copyOf(ubj, ubj.length * i / CUTS));
    }

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(2 * CUTS + 2);
    assertThat(ends).containsEntry("j", "served").containsEntry("u", "served");
    ends.remove("j");
    ends.remove("u");
    assertThat(ends.values()).allMatch(end -> end.startsWith("ModelInvalid: "));
  }

  @Test
  void filesWithAFlippedBitAreServedOrRefused() throws Exception {
    byte[] json = json();
    byte[] ubj = ModelFiles.ubj("model.json", folder);
    var random = new Random(1);
    for (int i = 0; i < FLIPS; i++) {
      Files.write(folder.resolve("j" + i + ".json"), flipped(json, random));
      Files.write(folder.resolve("u" + i + ".ubj"), flipped(ubj, random));
    }

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(2 * FLIPS).containsValue("served");
    assertThat(ends.values())
        .allMatch(end -> end.equals("served") || end.startsWith("ModelInvalid: "));
  }

  private static byte[] flipped(byte[] whole, Random random) {
    byte[] file = whole.clone();
    int at = random.nextInt(file.length);
    int bit = 1 << random.nextInt(Byte.SIZE);
    file[at] = (byte) (file[at] ^ bit);
    return file;
  }

  @Test
  void sizesThatAreOnlyClaimedTakeNoMemory() throws Exception {
    claim("features", "\"num_feature\":\"2\"", "\"num_feature\":\"2147483647\"");
    claim("many", "\"num_feature\":\"2\"", "\"num_feature\":\"100000000\"");
    claim("trees", "\"num_trees\":\"2\"", "\"num_trees\":\"2147483647\"");
    claim("nodes", "\"num_nodes\":\"3\"", "\"num_nodes\":\"2147483647\"");
    claim("negative", "\"num_nodes\":\"3\"", "\"num_nodes\":\"-1\"");

    Map<String, String> ends = loads();

    assertThat(ends).hasSize(5);
    assertThat(ends.values()).allMatch(end -> end.startsWith("ModelInvalid: "));
    assertThat(ends.get("many")).contains("num_feature is 100000000");
  }

  private static byte[] json() throws IOException {
    return ModelFiles.json("model.json").getBytes(StandardCharsets.UTF_8);
  }

  private void claim(String name, String before, String after) throws IOException {
    String json = ModelFiles.json("model.json");
    assertThat(json).contains(before);
    Files.writeString(folder.resolve(name + ".json"), json.replace(before, after));
  }

  /** What became of each: by name "served", or the reason. */
  private Map<String, String> loads() throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -v 8388608; exec \"$@\"",
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
    return text.lines()
        .map(END::matcher)
        .filter(Matcher::matches)
        .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2), (one, other) -> other));
  }
}
