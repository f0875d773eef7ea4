package dev.fairlead.operator.rollout.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Tolerance CLOSE = new Tolerance(0.001, 0.01);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1, 2, 3]         | [1, 2, 3]",
        "[[1, 2], [3, 4]]  | [1, 2, 3, 4]",
        "[100, 0]          | [101.0009, 0.0009]",
        "['cat']           | ['cat']",
        "[true]            | [true]",
        "[9007199254740993]| [9007199254740993]"
      })
  void theseAreTheSame(String expected, String actual) {
    assertThat(difference(expected, actual)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1, 2]    | [1]          | has 1 elements, expected were 2",
        "[1, 2]    | [1, 2.5]     | [1] is 2.5, expected was 2 within 0.0210: it differs by 0.500",
        "[0]       | [0.002]      | [0] is 0.002, expected was 0 within 0.00100: it differs by 0.00200",
        "['cat']   | ['dog']      | [0] is \"dog\", expected was \"cat\"",
        "[1]       | ['1']        | [0] is \"1\", expected was 1",
        "[1]       | [null]       | [0] is null, expected was 1"
      })
  void theFirstDifferenceIsToldInNumbers(String expected, String actual, String difference) {
    assertThat(difference(expected, actual))
        .startsWith("request hello: output logits")
        .endsWith(difference);
  }

  @Test
  void anOutputThatIsNotThereIsADifference() {
    Golden golden = golden("[1]");
    assertThat(Comparison.difference(golden, json("{'outputs': [{'name': 'other', 'data': [1]}]}")))
        .contains("request hello: the answer has no output logits");
    assertThat(Comparison.difference(golden, json("{'error': 'no such model'}")))
        .contains("request hello: the answer has no output logits");
  }

  @Test
  void theDigestIsOfTheMeaning() {
    String digest = digest("{'inputs': [], 'id': '1'}", CLOSE);
    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(digest("{'id': '1',   'inputs': []}", CLOSE)).isEqualTo(digest);
    assertThat(digest("{'id': '2', 'inputs': []}", CLOSE)).isNotEqualTo(digest);
    assertThat(digest("{'id': '1', 'inputs': []}", Tolerance.DEFAULT)).isNotEqualTo(digest);
  }

  private static String digest(String request, Tolerance tolerance) {
    var expectation = new Expectation("logits", json("[1]"));
    var golden = new Golden("hello", json(request), List.of(expectation), tolerance);
    return new GoldenSet(List.of(golden)).digest();
  }

  private static String difference(String expected, String actual) {
    JsonNode answer = json("{'outputs': [{'name': 'logits', 'data': %s}]}".formatted(actual));
    return Comparison.difference(golden(expected), answer).orElse("");
  }

  private static Golden golden(String data) {
    return new Golden("hello", json("{}"), List.of(new Expectation("logits", json(data))), CLOSE);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
