package dev.fairlead.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelYamlTest {
  @TempDir Path folder;

  @Test
  void everyKeyIsRead() throws Exception {
    RuntimeConfig config =
        read(
            """
            # what its owner knows
            name: sentiment
            version: 1.10
            format: ONNX
            task: TextClassification
            requestTimeout: 1m30s
            maxBodyBytes: 1000
            maxTexts: 7
            accessLog: true
            warmup: samples/first.json
            batching:
              mode: Always
              maxTokens: 1024
              maxRows: 8
            """);

    assertThat(config.modelName()).isEqualTo("sentiment");
    assertThat(config.modelVersion()).as("as it is written, not as a number").isEqualTo("1.10");
    assertThat(config.format()).isEqualTo("ONNX");
    assertThat(config.task()).isEqualTo("TextClassification");
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.maxBodyBytes()).isEqualTo(1_000);
    assertThat(config.maxTexts()).isEqualTo(7);
    assertThat(config.accessLog()).isTrue();
    assertThat(config.warmup()).isEqualTo("samples/first.json");
    assertThat(config.batching()).isEqualTo(new Batching(Batching.Mode.Always, 1_024, 8));
  }

  @Test
  void theEnvironmentCountsMore() throws Exception {
    RuntimeConfig config =
        read(
            "name: a\nversion: \"2\"\nbatching: {mode: Always, maxRows: 8}",
            Map.of("FAIRLEAD_MODEL_NAME", "b", "FAIRLEAD_BATCHING", "Auto"));

    assertThat(config.modelName()).isEqualTo("b");
    assertThat(config.modelVersion()).isEqualTo("2");
    assertThat(config.batching()).isEqualTo(new Batching(Batching.Mode.Auto, 512, 8));
  }

  @Test
  void whatIsToBeFoundFromTheFilesIsFoundInThisOneToo() throws Exception {
    RuntimeConfig config =
        read(
            "format: ONNX\ntask: Tensor",
            Map.of("FAIRLEAD_MODEL_FORMAT", "Auto", "FAIRLEAD_MODEL_TASK", "Auto"));

    assertThat(config.format()).isEqualTo("ONNX");
    assertThat(config.task()).isEqualTo("Tensor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "---\n", "{}", "batching: {}"})
  void nothingMayBeSaid(String yaml) throws Exception {
    assertThat(read(yaml)).isEqualTo(read("", Map.of()));
  }

  @Test
  void theFileMayBeElsewhere() throws Exception {
    Path file = Files.writeString(folder.resolve("settings.yaml"), "name: x\nmaxBodyBytes: 0");

    assertThatThrownBy(() -> Environment.read(Map.of("FAIRLEAD_MODEL_YAML", file.toString())))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("settings.yaml, line 2: maxBodyBytes is '0': give a whole number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae: x                        | 1: 'nmae' is not a setting: did you mean name?",
        "timeout: 5s                    | 1: 'timeout' is not a setting: did you mean requestTimeout?",
        "batching: {mod: Auto}          | 1: 'batching.mod' is not a setting: did you mean batching.mode?",
        "xyz: 1                         | 1: 'xyz' is not a setting: there are name, version,",
        "allowCode: true                | 1: 'allowCode' is not for a model to set: who runs the server sets FAIRLEAD_ALLOW_CODE",
        "device: gpu                    | 1: 'device' is not for a model to set: who runs the server sets FAIRLEAD_DEVICE",
        "httpPort: 80                   | 1: 'httpPort' is not for a model to set",
        "modelDir: /                    | 1: 'modelDir' is not for a model to set",
        "batching: Always               | 1: batching has keys of its own",
        "batching.mode: Always          | 1: a key has to be a word",
        "batching: {mode: always}       | 1: batching.mode is 'always': give Auto, Always or Never",
        "maxBodyBytes: many             | 1: maxBodyBytes is 'many': give a whole number from 1",
        "maxBodyBytes: \"5\"              | 1: maxBodyBytes is a text: leave the quotes out",
        "accessLog: yes                 | 1: accessLog is 'yes': give true or false",
        "requestTimeout: 5              | 1: requestTimeout is '5': give a duration",
        "warmup: [a, b]                 | 1: warmup is a list or has keys: give it one value",
        "warmUp: a                      | 1: 'warmUp' is not a setting: did you mean warmup?",
        "name: [a, b]                   | 1: name is a list or has keys: give it one value",
        "name: {a: b}                   | 1: name is a list or has keys: give it one value",
        "name:                          | 1: name has no value: give it one, or leave it out",
        "name: ~                        | 1: name has no value: give it one, or leave it out",
        "name: &a x                     | 1: anchors (&) and aliases (*) are not read",
        "name: *a                       | 1: anchors (&) and aliases (*) are not read",
        "name: !!str x                  | 1: types (!) are not read",
        "name: !env ${HOME}             | 1: types (!) are not read",
        "&a name: x                     | 1: anchors (&) and aliases (*) are not read",
        "<<: {name: x}                  | 1: '<<' is not a setting",
        "{[a]: b}                       | 1: a key has to be a word",
        "name: a: b                     | 1: this is not YAML: mapping values are not allowed here",
        "[name]                         | 1: this is not a setting: write one as 'key: value'",
        "just words                     | 1: this is not a setting: write one as 'key: value'",
      })
  void whatIsWrongIsToldWithItsLineAndItsCure(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("model.yaml, line " + message);
  }

  @Test
  void aKeyThatIsThereTwiceIsToldWithBothLines() {
    assertThatThrownBy(() -> read("name: a\nversion: 1\nname: b"))
        .hasMessage("model.yaml, line 3: name is there twice, first in line 1: leave one out");
    assertThatThrownBy(() -> read("batching: {maxRows: 1}\nbatching: {maxRows: 2}"))
        .hasMessageStartingWith("model.yaml, line 2: batching is there twice, first in line 1");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> read("name: a\n---\nname: b"))
        .hasMessageStartingWith("model.yaml, line 2: a second document begins");
  }

  @Test
  void whatWouldBeMoreThanOneLineOfALogIsRefused() {
    assertThatThrownBy(() -> read("name: \"a\\nb\""))
        .hasMessageContaining("name is longer than 256 characters or than one line");
    assertThatThrownBy(() -> read("name: " + "a".repeat(257)))
        .hasMessageContaining("name is longer than 256 characters or than one line");
    assertThatThrownBy(() -> read("\"a\\nb" + "c".repeat(2_000) + "\": 1"))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).hasSizeLessThan(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{", "- ", "? "})
  void deepNestingEndsAtOnce(String open) {
    assertThatThrownBy(() -> read(open.repeat(20_000)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("model.yaml, line 1: ");
  }

  @Test
  void aBombOfAliasesIsNotEvenUnfolded() {
    assertThatThrownBy(() -> read("a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("model.yaml, line 1: ");
  }

  @Test
  void aHugeFileIsNotRead() {
    assertThatThrownBy(() -> read("#".repeat(64 * 1024 + 1)))
        .hasMessage("model.yaml is larger than 65536 bytes: leave in it what is a setting");
  }

  @Test
  void otherThanUtf8IsRefused() throws IOException {
    Files.write(folder.resolve("model.yaml"), "name: é".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Environment.read(Map.of("FAIRLEAD_MODEL_DIR", folder.toString())))
        .hasMessage("model.yaml is not text in UTF-8: save it as such");
  }

  private RuntimeConfig read(String yaml) throws Exception {
    return read(yaml, Map.of());
  }

  private RuntimeConfig read(String yaml, Map<String, String> more) throws Exception {
    Files.writeString(folder.resolve("model.yaml"), yaml);
    var variables = new HashMap<>(more);
    variables.put("FAIRLEAD_MODEL_DIR", folder.toString());
    return Environment.read(variables);
  }
}
