package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.TensorStatus;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {
  private static final String TENSOR = "{\"name\": \"%s\", \"datatype\": \"%s\", \"shape\": [%s]}";

  @Test
  void aModelDescribesItself() {
    ModelStatus model =
        read(
            """
            {"name": "minilm", "versions": ["1"], "platform": "onnx",
             "inputs": [{"name": "input_ids", "datatype": "INT64", "shape": [-1, -1]}],
             "outputs": [{"name": "embedding", "datatype": "FP32", "shape": [-1, 384]}],
             "properties": {"format": "ONNX", "engine": "onnxruntime", "device": "cpu"}}
            """);
    assertThat(model)
        .isEqualTo(
            new ModelStatus(
                "ONNX",
                "onnxruntime",
                "cpu",
                List.of(new TensorStatus("input_ids", "INT64", List.of(-1L, -1L))),
                List.of(new TensorStatus("embedding", "FP32", List.of(-1L, 384L)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"text\"",
        "{\"inputs\": 5, \"outputs\": \"x\", \"properties\": []}",
        "{\"inputs\": [{}], \"outputs\": [null, 1], \"properties\": {\"format\": 5}}"
      })
  void whoDescribesNothingIsUnderstoodAllTheSame(String metadata) {
    assertThat(read(metadata)).isEqualTo(new ModelStatus(null, null, null, List.of(), List.of()));
  }

  /** What is longer than the status may hold would make the API server refuse all of it. */
  @Test
  void whatDoesNotFitIsLeftOut() {
    String fits = TENSOR.formatted("n".repeat(256), "D".repeat(32), "1");
    List<String> tensors =
        List.of(
            fits,
            TENSOR.formatted("n".repeat(257), "FP32", "1"),
            TENSOR.formatted("n", "D".repeat(33), "1"),
            TENSOR.formatted("n", "FP32", String.join(",", Collections.nCopies(17, "1"))));
    ModelStatus model =
        read(
            "{\"inputs\": %s, \"properties\": {\"format\": \"%s\", \"engine\": \"%s\"}}"
                .formatted(tensors, "f".repeat(65), "e".repeat(64)));
    assertThat(model.inputs()).hasSize(1);
    assertThat(model.format()).isNull();
    assertThat(model.engine()).hasSize(64);
  }

  @Test
  void ofManyTensorsTheFirstAreTold() {
    List<String> tensors = Collections.nCopies(65, TENSOR.formatted("n", "FP32", "1"));
    assertThat(read("{\"outputs\": " + tensors + "}").outputs()).hasSize(64);
  }

  @Test
  void aDimensionBelowMinusOneIsUnknownLikeMinusOne() {
    ModelStatus model = read("{\"inputs\": [" + TENSOR.formatted("n", "FP32", "-5, 2") + "]}");
    assertThat(model.inputs().getFirst().shape()).containsExactly(-1L, 2L);
  }

  private static ModelStatus read(String metadata) {
    try {
      return ModelMetadata.read(new ObjectMapper().readTree(metadata));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(metadata, e);
    }
  }
}
