package dev.fairlead.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.operator.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal meaning, equal form; different meaning, different form. */
class CanonicalTest {
  private static final String IMAGE = "registry.test/fairlead/runtime-onnx:1";
  private static final String URI = "uri: 'oci://h.test/m:1'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          resources: {requests: {cpu: '1'}}              | resources: {requests: {cpu: 1000m}}
          resources: {limits: {memory: 1Gi}}             | resources: {limits: {memory: 1024Mi}}
          resources: {limits: {memory: 1Gi}}             | resources: {limits: {memory: '1073741824'}, requests: {}}
          model: {%s, storage: 1G}                       | model: {%s, storage: 1000M}
          runtime: {}                                    | template: {spec: {nodeSelector: {}, tolerations: []}}
          runtime: {env: [{name: A, value: ''}]}         | runtime: {env: [{name: A}]}
          runtime: {sharedMemory: 1Gi}                   | runtime: {sharedMemory: 1024Mi}
          template: {spec: {nodeSelector: {a: b, c: d}}} | template: {spec: {nodeSelector: {c: d, a: b}}}
          replicas: 1                                    | replicas: 7
          paused: true                                   | rollout: {progressDeadline: 5m, rolling: {maxSurge: 2}}
          rollout: {strategy: Canary, canary: {steps: [{weight: 5}]}} | rollout: {strategy: Canary, canary: {steps: [{weight: 5}], sticky: {header: X-User}}}
          """)
  void theseAreOneVersion(String one, String other) {
    assertThat(declared(one)).isEqualTo(declared(other));
    assertThat(name(one)).isEqualTo(name(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          model: {%s}                                     | model: {uri: 'oci://h.test/m:2'}
          model: {%s}                                     | model: {%s, version: '1'}
          model: {%s}                                     | model: {%s, name: other}
          model: {%s}                                     | model: {%s, task: Tensor}
          model: {%s}                                     | model: {%s, storage: 1Gi}
          model: {%s}                                     | model: {%s, credentials: {secretRef: {name: a}}}
          runtime: {image: 'a:1'}                         | runtime: {image: 'a:2'}
          runtime: {env: [{name: A, value: b}]}           | runtime: {env: [{name: A, value: c}]}
          runtime: {sharedMemory: 1Gi}                    | runtime: {sharedMemory: 1G}
          runtime: {custom: {args: [a, b]}}               | runtime: {custom: {args: [b, a]}}
          runtime: {env: [{name: A}, {name: B}]}          | runtime: {env: [{name: B}, {name: A}]}
          resources: {limits: {memory: 1Gi}}              | resources: {limits: {memory: 1G}}
          resources: {limits: {memory: 1Gi}}              | resources: {requests: {memory: 1Gi}}
          refresh: a                                      | refresh: b
          template: {metadata: {labels: {a: ''}}}         | template: {metadata: {labels: {b: ''}}}
          template: {spec: {terminationGracePeriodSeconds: 60}} | template: {spec: {priorityClassName: high}}
          """)
  void theseAreTwo(String one, String other) {
    assertThat(declared(one)).isNotEqualTo(declared(other));
    assertThat(name(one)).isNotEqualTo(name(other));
  }

  @Test
  void whatWasRecordedIsReadBackEqual() throws Exception {
    var mapper = new ObjectMapper();
    Declared declared =
        declared(
            "resources: {requests: {cpu: 500m}}\n"
                + "template: {spec: {securityContext: {fsGroup: 7}, tolerations: [{key: a}]}}");
    String stored = mapper.writeValueAsString(declared.fields());
    assertThat(Declared.recorded(mapper.readTree(stored))).isEqualTo(declared);
  }

  @Test
  void theImageIsPartOfTheName() {
    assertThat(RevisionName.of("m", declared("refresh: a"), "a:1"))
        .isNotEqualTo(RevisionName.of("m", declared("refresh: a"), "a:2"));
  }

  private static String name(String spec) {
    return RevisionName.of("m", declared(spec), IMAGE);
  }

  private static Declared declared(String spec) {
    String yaml = spec.replace("%s", URI);
    return Declared.of(
        Scene.spec(yaml.contains("model:") ? yaml : "model: {" + URI + "}\n" + yaml));
  }
}
