package dev.fairlead.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void helpNamesEveryCommandAndEverySetting() {
    assertThat(run(Map.of(), "--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("check [FOLDER]", "--print-config", "FAIRLEAD_MODEL_TASK", "default /mnt/models")
        .contains("model.yaml", "(default 32; on a GPU 128; in model.yaml: batching.maxRows)");
  }

  @Test
  void settingsArePrintedAsTheyAreRead() {
    assertThat(run(Map.of("FAIRLEAD_MODEL_NAME", "minilm"), "--print-config")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("FAIRLEAD_MODEL_NAME=minilm");
  }

  @Test
  void aSettingOfTheModelIsPrintedWithItsFile(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("model.yaml"), "batching: {maxRows: 7}");

    assertThat(run(Map.of("FAIRLEAD_MODEL_DIR", folder.toString()), "--print-config")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "# from %s:\nFAIRLEAD_MAX_BATCH_ROWS=7\n".formatted(folder.resolve("model.yaml")));
  }

  @Test
  void aWrongSettingOfTheModelIsToldByCheckToo(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("model.yaml"), "nmae: x");

    assertThat(run(Map.of(), "check", folder.toString())).isEqualTo(2);

    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("model.yaml, line 1: 'nmae' is not a setting: did you mean name?");
  }

  @Test
  void aWrongSettingIsToldAndIsNoSuccess() {
    assertThat(run(Map.of("FAIRLEAD_HTTP_PORT", "x"), "--print-config")).isEqualTo(2);

    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("FAIRLEAD_HTTP_PORT is 'x'");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void anUnknownArgumentPointsToTheHelp() {
    assertThat(run(Map.of(), "--hepl")).isEqualTo(2);

    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("unknown argument --hepl: see --help");
  }

  @Test
  void aFolderWithoutAModelIsNamedAsTheServerWould(@TempDir Path folder) {
    assertThat(run(Map.of(), "check", folder.resolve("none").toString())).isEqualTo(1);

    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("ModelInvalid: there is no folder");
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new Command(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }
}
