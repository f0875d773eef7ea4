package dev.fairlead.runtime.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static List<Output> read(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return AnswerReader.read(body, body.length);
  }

  private static List<Output> scores(String shape, String data) {
    return read(
        """
        {"model_name": "m", "outputs": [
          {"name": "scores", "datatype": "FP32", "shape": %s, "data": %s}]}"""
            .formatted(shape, data));
  }

  private static Comparison compare(List<Output> one, List<Output> other) {
    return Comparison.of(one, other).orElseThrow();
  }

  @Test
  void answersThatAreTheSameHaveNoDifference() {
    List<Output> answer = scores("[2, 2]", "[[0.25, 0.75], [0.5, 0.5]]");

    Comparison comparison = compare(answer, answer);

    assertThat(comparison).isEqualTo(new Comparison(0, 2, 2, true));
    assertThat(comparison.isSame(0)).isTrue();
  }

  @Test
  void aDifferenceIsThatOfTwoNumbersByTheLargestOne() {
    Comparison comparison =
        compare(scores("[1, 3]", "[10, 0, 1]"), scores("[1, 3]", "[10, 0.5, 1]"));

    assertThat(comparison.maxRelativeDifference()).isCloseTo(0.05, within(1e-12));
    assertThat(comparison.isSame(0.06)).isTrue();
    assertThat(comparison.isSame(0.04)).isFalse();
  }

  @Test
  void rowsAgreeWhereTheirBestScoreIsAtOnePlace() {
    Comparison comparison =
        compare(scores("[2, 2]", "[0.4, 0.6, 0.9, 0.1]"), scores("[2, 2]", "[0.6, 0.4, 0.8, 0.2]"));

    assertThat(comparison.rows()).isEqualTo(2);
    assertThat(comparison.agreed()).isEqualTo(1);
  }

  @Test
  void labelsAreComparedOneByOne() {
    String form =
        "{\"outputs\": [{\"name\": \"label\", \"datatype\": \"BYTES\", \"shape\": [2],"
            + " \"data\": [\"cat\", \"%s\"]}]}";

    assertThat(compare(read(form.formatted("dog")), read(form.formatted("cow"))))
        .isEqualTo(new Comparison(0, 2, 1, false));
  }

  @Test
  void aVectorHasNoBestNumber() {
    List<Output> vectors = read("{\"data\": [{\"embedding\": [0.5, 1]}, {\"embedding\": [1, 2]}]}");

    assertThat(compare(vectors, vectors)).isEqualTo(new Comparison(0, 0, 0, true));
  }

  @Test
  void vectorsInBase64AreThoseInJson() {
    ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.5f).putFloat(-2f);
    String text = Base64.getEncoder().encodeToString(floats.array());

    assertThat(
            compare(
                read("{\"data\": [{\"embedding\": [0.5, -2]}]}"),
                read("{\"data\": [{\"embedding\": \"%s\"}]}".formatted(text))))
        .isEqualTo(new Comparison(0, 0, 0, true));
  }

  @Test
  void binaryDataIsThatInJson() {
    byte[] head =
        ("{\"outputs\": [{\"name\": \"scores\", \"datatype\": \"FP32\", \"shape\": [1, 2],"
                + " \"parameters\": {\"binary_data_size\": 8}}, {\"name\": \"label\", \"datatype\":"
                + " \"BYTES\", \"shape\": [1], \"parameters\": {\"binary_data_size\": 7}}]}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(head.length + 15).order(ByteOrder.LITTLE_ENDIAN);
    body.put(head).putFloat(1.5f).putFloat(-3f).putInt(3);
    body.put("cat".getBytes(StandardCharsets.UTF_8));

    assertThat(
            compare(
                AnswerReader.read(body.array(), head.length),
                read(
                    "{\"outputs\": [{\"name\": \"scores\", \"datatype\": \"FP32\", \"shape\": [1, 2],"
                        + " \"data\": [1.5, -3]}, {\"name\": \"label\", \"datatype\": \"BYTES\","
                        + " \"shape\": [1], \"data\": [\"cat\"]}]}")))
        .isEqualTo(new Comparison(0, 2, 2, true));
  }

  @Test
  void otherShapesCannotBeCompared() {
    assertThat(Comparison.of(scores("[1, 2]", "[1, 2]"), scores("[2, 1]", "[1, 2]")))
        .isEqualTo(Optional.empty());
    assertThat(Comparison.of(scores("[2]", "[1, 2]"), List.of())).isEqualTo(Optional.empty());
  }

  @Test
  void whatIsNoAnswerIsTold() {
    assertThatThrownBy(() -> read("{\"error\": \"no\"}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
