package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubSelectionTest {
  /** As sentence-transformers publishes its models. */
  private static final List<String> MINILM =
      List.of(
          ".gitattributes",
          "1_Pooling/config.json",
          "README.md",
          "config.json",
          "config_sentence_transformers.json",
          "data_config.json",
          "model.safetensors",
          "modules.json",
          "onnx/model.onnx",
          "onnx/model_O1.onnx",
          "onnx/model_qint8_avx512.onnx",
          "openvino/openvino_model.bin",
          "openvino/openvino_model.xml",
          "pytorch_model.bin",
          "rust_model.ot",
          "sentence_bert_config.json",
          "special_tokens_map.json",
          "tf_model.h5",
          "tokenizer.json",
          "tokenizer_config.json",
          "train_script.py",
          "vocab.txt");

  @Test
  void ofManyFormatsTheOneThatIsServed() {
    assertThat(files(Format.ONNX, "", MINILM))
        .containsExactly(
            "1_Pooling/config.json",
            "config.json",
            "config_sentence_transformers.json",
            "data_config.json",
            "modules.json",
            "onnx/model.onnx",
            "sentence_bert_config.json",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt");
  }

  @Test
  void aNamedFileInPlaceOfTheUsualOne() {
    assertThat(files(Format.ONNX, "onnx/model_O1.onnx", MINILM))
        .contains("onnx/model_O1.onnx", "tokenizer.json")
        .doesNotContain("onnx/model.onnx");
  }

  @Test
  void theModelsOwnFolderTellsOfItToo() {
    assertThat(
            files(
                Format.ONNX,
                "small",
                List.of(
                    "small/model.onnx", "small/tokenizer.json", "big/tokenizer.json", "a.json")))
        .containsExactly("a.json", "small/model.onnx", "small/tokenizer.json");
  }

  @Test
  void weightsThatLieBesideTheModel() {
    assertThat(
            files(
                Format.ONNX,
                "",
                List.of(
                    "model.onnx",
                    "model.onnx.data",
                    "model.onnx_data",
                    "model.onnx_data_1",
                    "model_fp16.onnx_data",
                    "model.safetensors.index.json")))
        .containsExactly("model.onnx", "model.onnx.data", "model.onnx_data", "model.onnx_data_1");
  }

  @Test
  void twoModelsThatAreServedTogether() {
    assertThat(files(Format.ONNX, "", List.of("detector.onnx", "other.onnx", "recognizer.onnx")))
        .containsExactly("detector.onnx", "recognizer.onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "ONNX, only.onnx, only.onnx",
    "XGBOOST, model.ubj, model.ubj",
    "XGBOOST, trees.ubj, trees.ubj",
    "TORCH_SCRIPT, traced.torchscript, traced.torchscript",
    "ONNX, deep/down/only.onnx, ''",
    "TORCH_SCRIPT, model.onnx, ''",
  })
  void theOnlyOneOfItsFormat(Format format, String file, String expected) {
    assertThat(files(format, "", List.of(file, "README.md")))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void ofSeveralNoneIsGuessed() {
    var selection = new HubSelection(Format.ONNX, "", List.of("a.onnx", "b.onnx"));

    assertThat(selection.files()).isEmpty();
    assertThat(selection.candidates()).containsExactly("a.onnx", "b.onnx");
  }

  private static List<String> files(Format format, String path, List<String> all) {
    return new HubSelection(format, path, all).files();
  }
}
