package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site says of the Jobs that resolve references is right, or refused at the start. */
class ResolvePodsTest {
  @Test
  void whatIsLeftOutIsNothing() {
    assertThat(ResolvePods.of("{}")).isEqualTo(ResolvePods.NONE);
    assertThat(ResolvePods.of("{\"podLabels\": null, \"priorityClassName\": \"\"}"))
        .isEqualTo(ResolvePods.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'podLabels': {'team': '', 'example.com/a_b.C-1': 'x_y.Z-1'}}",
        "{'podAnnotations': {'example.com/any': 'a ${b} $(c), ü'}}",
        "{'tolerations': [{'operator': 'Exists'}]}",
        "{'tolerations': [{'key': 'example.com/a', 'value': 'b', 'effect': 'NoSchedule'}]}",
        "{'tolerations': [{'key': 'a', 'effect': 'NoExecute', 'tolerationSeconds': 0}]}",
        "{'schedulerName': 'a.b-c', 'priorityClassName': 'a', 'runtimeClassName': '1'}"
      })
  void whatAnApiServerTakesIsTaken(String setting) {
    assertThat(ResolvePods.of(json(setting))).isNotEqualTo(ResolvePods.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'podLables': {}}                                          | podLables
          {'podLabels': 'a=b'}                                       | correct the chart's resolve
          {'podLabels': {'a': null}}                                 | correct the chart's resolve
          {} {}                                                      | correct the chart's resolve
          team=a                                                     | correct the chart's resolve
          {'podLabels': {'a b': 'c'}}                                | a b is no key
          {'podLabels': {'A.example.com/b': 'c'}}                    | A.example.com/b is no key
          {'podLabels': {'a': 'b c'}}                                | podLabels: the value of a
          {'nodeSelector': {'a': '-'}}                               | nodeSelector: the value of a
          {'nodeSelector': {'/a': 'b'}}                              | correct the chart's resolve.nodeSelector
          {'podAnnotations': {'a/b/c': 'd'}}                         | correct the chart's resolve.podAnnotations
          {'priorityClassName': 'High'}                              | resolve.priorityClassName
          {'runtimeClassName': 'a_b'}                                | resolve.runtimeClassName
          {'schedulerName': 'a b'}                                   | resolve.schedulerName
          {'tolerations': [{'keys': 'a'}]}                           | tolerations: there is no field keys
          {'tolerations': [{'key': 'a', 'operator': 'In'}]}          | operator is Exists or Equal, not In
          {'tolerations': [{'key': 'a', 'effect': 'Never'}]}         | effect is NoSchedule
          {'tolerations': [{'value': 'a'}]}                          | key is NAME
          {'tolerations': [{'key': 'a b'}]}                          | key is NAME
          {'tolerations': [{'key': 'a', 'operator': 'Exists', 'value': 'b'}]} | value is
          {'tolerations': [{'key': 'a', 'tolerationSeconds': 3}]}    | tolerationSeconds is for
          """)
  void whatIsWrongIsRefusedWithItsNameAndTheCure(String setting, String message) {
    assertThatThrownBy(() -> ResolvePods.of(json(setting)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("FAIRLEAD_RESOLVE_PODS", "correct the chart's resolve", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serving.fairlead.dev/modeldeployment",
        "serving.fairlead.dev/resolves",
        "fairlead.dev/any",
        "app.kubernetes.io/managed-by",
        "app.kubernetes.io/name",
        "batch.kubernetes.io/job-name",
        "job-name",
        "controller-uid",
        "sidecar.istio.io/inject",
        "linkerd.io/inject",
        "consul.hashicorp.com/connect-inject",
        "kuma.io/sidecar-injection"
      })
  void whatFairleadSetsIsNotTheSites(String key) {
    for (String value : new String[] {"podLabels", "podAnnotations"}) {
      assertThatThrownBy(() -> ResolvePods.of(json("{'%s': {'%s': 'a'}}".formatted(value, key))))
          .hasMessageContaining("%s: %s is set by Fairlead itself".formatted(value, key))
          .hasMessageContaining("resolve." + value);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
