package dev.fairlead.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class InputsTest {
  private static final int SPECIAL_TOKENS = 2;

  private static int tokens(Input input) {
    return ((Input.Text) input).text().split(" ", -1).length + SPECIAL_TOKENS;
  }

  @Test
  void textsHaveTheLengthThatIsWanted() {
    assertThat(Inputs.texts(32)).isNotEmpty().allMatch(text -> tokens(text) == 32);
  }

  @Test
  void mixedTextsAreShortAndLong() {
    List<Integer> lengths = Inputs.mixedTexts(8, 256).stream().map(InputsTest::tokens).toList();

    assertThat(lengths).allMatch(length -> length >= 8 && length <= 256);
    assertThat(lengths).anyMatch(length -> length < 16).anyMatch(length -> length > 128);
  }

  @Test
  void inputsAreTheSameEachTime() {
    assertThat(Inputs.texts(8)).isEqualTo(Inputs.texts(8));
  }

  @Test
  void anUnknownWorkloadIsToldWhichThereAre() {
    assertThat(Workload.of(List.of("mlp"))).containsExactly(Workload.MLP, Workload.MLP_BINARY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Workload.of(List.of("mpl")))
        .withMessage("there is no workload mpl: they are minilm, int8, static, mixed, mlp, image");
  }

  @Test
  void theTokenizerNeitherPadsNorCutsEarly() {
    byte[] shipped =
        "{\"truncation\":{\"max_length\":128},\"padding\":{\"strategy\":{\"Fixed\":128}},\"model\":{}}"
            .getBytes(StandardCharsets.UTF_8);

    var tokenizer = JsonMapper.shared().readTree(ModelFolders.tokenizer(shipped));

    assertThat(tokenizer.path("padding").isNull()).isTrue();
    assertThat(tokenizer.at("/truncation/max_length").asInt()).isEqualTo(512);
    assertThat(tokenizer.has("model")).isTrue();
  }
}
