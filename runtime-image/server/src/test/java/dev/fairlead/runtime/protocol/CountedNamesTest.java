package dev.fairlead.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.openai.EmbeddingsReader;
import dev.fairlead.runtime.protocol.openai.OpenAiError;
import dev.fairlead.runtime.protocol.openai.TextLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountedNamesTest {
  private static final TextLimits LIMITS = new TextLimits(1, 1);

  /** A parameter that nobody asked for, with so many names. */
  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"n" + i + "\":[{}]")
        .collect(Collectors.joining(",", "\"more\":{", "}"));
  }

  private static byte[] openai(String more) {
    return "{\"model\":\"m\",%s,\"input\":\"a\"}".formatted(more).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theyHaveAnEnd() throws Exception {
    String tooMany = names(CountedNames.MOST);
    byte[] tensors = "{\"inputs\":[],%s}".formatted(tooMany).getBytes(StandardCharsets.UTF_8);

    assertThat(EmbeddingsReader.read(openai(names(CountedNames.MOST - 10)), LIMITS).texts())
        .hasSize(1);
    assertThatThrownBy(() -> EmbeddingsReader.read(openai(tooMany), LIMITS))
        .isInstanceOf(OpenAiError.class)
        .hasMessageContaining("it has more than 100000 names");
    assertThatThrownBy(() -> new InferRequestReader(List.of()).read(tensors))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("it has more than 100000 names");
  }

  @Test
  void colonsInTextsAreNone() throws Exception {
    String text = "\"more\":[1,{\"a\":\"" + ":".repeat(2 * CountedNames.MOST) + "\"}]";

    assertThat(EmbeddingsReader.read(openai(text), LIMITS).texts()).hasSize(1);
  }
}
