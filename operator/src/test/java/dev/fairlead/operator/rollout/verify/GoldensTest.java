package dev.fairlead.operator.rollout.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.operator.Scene;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldensTest {
  private static final String ONE =
      """
      - name: hello
        request: {inputs: [{name: text, datatype: BYTES, shape: [1], data: [hello]}]}
        expect:
        - {output: score, data: [0.5, 0.25]}
        - {output: label, label: GOOD}
        tolerance: {absolute: '1e-2'}
      """;

  @Test
  void whatTheSpecHasIsTheSameInAFile() {
    String spec =
        "model: {uri: 'https://a.test/m'}\nrollout:\n  verification:\n    requests:\n"
            + ONE.indent(4);
    GoldenSet ofSpec = Goldens.of(Scene.spec(spec).rollout().verification().requests());

    assertThat(Goldens.parse(ONE).digest()).isEqualTo(ofSpec.digest());
    Golden golden = ofSpec.requests().getFirst();
    assertThat(golden.name()).isEqualTo("hello");
    assertThat(golden.request().at("/inputs/0/data/0").asText()).isEqualTo("hello");
    assertThat(golden.expect()).extracting(Expectation::output).containsExactly("score", "label");
    assertThat(golden.expect().getLast().data()).hasToString("[\"GOOD\"]");
    assertThat(golden.tolerance()).isEqualTo(new Tolerance(0.01, 1e-3));
  }

  @Test
  void jsonIsAFileToo() {
    GoldenSet set =
        Goldens.parse(
            """
            [{"name": "a", "request": {}, "expect": [{"output": "o", "data": [["x"], ["y"]]}]}]
            """);
    assertThat(set.requests().getFirst().tolerance()).isEqualTo(Tolerance.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                             | it must be a list of 1 to 256 requests",
        "[]                                             | it must be a list of 1 to 256 requests",
        "[a]                                            | requests[0]: it must have fields",
        "[{name: a, answer: b}]                         | requests[0]: nobody knows the field answer",
        "[{request: {}}]                                | requests[0]: name must have",
        "[{name: a, request: b}]                        | requests[0]: request must be the body",
        "[{name: a, request: {}, expect: []}]           | requests[0]: expect must be a list",
        "[{name: a, request: {}, expect: [{data: [1]}]}]| requests[0].expect[0]: output must be",
        "[{name: a, request: {}, expect: [{output: o}]}]| requests[0].expect[0]: give either",
        "[{name: a, request: {}, expect: [{output: o, data: 1}]}] | requests[0].expect[0]: data must be a list",
        "[{name: a, request: {}, expect: [{output: o, label: x}], tolerance: {relative: -1}}] | a tolerance must be",
        "'[{name: a'                                    | it is not YAML, at line",
      })
  void whatIsWrongIsNamedWithItsPlace(String file, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goldens.parse(file))
        .withMessageContaining(message);
  }

  @Test
  void aNameIsThereOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goldens.parse(ONE + ONE))
        .withMessage("requests[1]: the name hello is there twice");
  }

  @Test
  void aFileHasAnEnd() {
    String many =
        IntStream.rangeClosed(0, Goldens.MOST)
            .mapToObj(i -> ONE.replace("hello", "r" + i))
            .collect(Collectors.joining());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Goldens.parse(many))
        .withMessageContaining("256");
  }
}
