package dev.fairlead.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerFileTest {
  /** As many as models of a hundred languages have. */
  private static final int MANY = 250_000;

  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  private TokenizerFile read(String tokenizer) throws IOException, LoadException {
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    return TokenizerFile.of(folder);
  }

  @Test
  void wordsAreCountedByTheirHighestId() throws Exception {
    TokenizerFile file =
        read(
            """
            {"version": "1.0",
             "truncation": {"direction": "Right", "max_length": 128, "strategy": "LongestFirst"},
             "padding": {"strategy": {"Fixed": 128}, "pad_id": 3, "pad_token": "[PAD]"},
             "added_tokens": [{"id": 0, "content": "[PAD]", "special": true}],
             "normalizer": {"type": "BertNormalizer", "model": {"vocab": {"not": 99}}},
             "model": {"type": "WordPiece", "unk_token": "b", "vocab": {"a": 0, "zz": 7, "b": 2}}}
            """);

    assertThat(file).isEqualTo(new TokenizerFile(128, 3, 8));
    assertThat(file.ids(3)).containsExactly(2L, 4L, 6L);
  }

  @Test
  void wordsMayBeAnArray() throws Exception {
    assertThat(
            read(
                "{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"<s>\",0.0],[\"a\",-1.5],[\"b\",-2]]}}"))
        .isEqualTo(new TokenizerFile(512, 0, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":{\"vocab\":{\"a\":0}},\"added_tokens\":[{\"id\":4},{\"id\":3,\"more\":[{}]}]}",
        "{\"added_tokens\":[{\"id\":4},{\"id\":3,\"more\":[{}]}],\"model\":{\"vocab\":{\"a\":0}}}"
      })
  void addedWordsCountWhereverTheyStand(String tokenizer) throws Exception {
    assertThat(read(tokenizer).words()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "7",
        "{\"truncation\":null,\"padding\":null,\"model\":null}",
        "{\"truncation\":{\"max_length\":{\"of\":1}},\"padding\":{\"pad_id\":[5]},\"model\":{\"vocab\":\"a\"}}",
        "{\"truncation\":[1],\"added_tokens\":{\"id\":9},\"model\":[{\"vocab\":{\"a\":1}}]}",
        "{\"added_tokens\":[{\"id\":9}],\"model\":{\"type\":\"other\"}}"
      })
  void whatIsNotSaidIsTheDefault(String tokenizer) throws Exception {
    assertThat(read(tokenizer)).isEqualTo(new TokenizerFile(512, 0, 0));
  }

  @Test
  void withoutTheFileOthersSayTheLength() throws Exception {
    Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 256}");

    assertThat(TokenizerFile.of(folder)).isEqualTo(new TokenizerFile(256, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":{\"vocab\":{\"a\":0,",
        "{\"model\":{\"vocab\":[[\"a\"",
        "{\"added_tokens\":[{\"id\":0}",
        "{\"padding\":{\"pad_id\":",
        "{\"model\":{}} }",
        "version https://git-lfs.github.com/spec/v1"
      })
  void whatIsNoJsonIsTold(String tokenizer) {
    assertThatThrownBy(() -> read(tokenizer))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
        .hasMessageStartingWith("tokenizer.json is not JSON: ");
  }

  /** A tree of them needs some 40 MiB. */
  @Test
  void manyWordsFitIntoASmallHeap() throws Exception {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        IntStream.range(0, MANY)
            .mapToObj(i -> "\"word%d\":%d".formatted(i, i))
            .collect(Collectors.joining(",", "{\"model\":{\"vocab\":{", "}}}")));
    Path said = folder.resolve("said");

    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                InASmallHeap.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(Files.readString(said, StandardCharsets.UTF_8).strip())
        .isEqualTo(Integer.toString(MANY));
  }

  /** The program of a process of its own. */
  static final class InASmallHeap {
    private InASmallHeap() {}

    public static void main(String[] arguments) throws LoadException {
      System.out.println(TokenizerFile.of(Path.of(arguments[0])).words());
    }
  }
}
