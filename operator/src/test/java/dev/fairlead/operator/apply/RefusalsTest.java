package dev.fairlead.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.apply.Applied.Refusal;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who refused an object of ours, in the words of Kubernetes 1.34. */
class RefusalsTest {
  private static final String WEBHOOK =
      "admission webhook \"site.test\" denied the request: no team";

  private static final String POLICY =
      "deployments.apps \"minilm-1\" is forbidden: ValidatingAdmissionPolicy 'site' with binding"
          + " 'site' denied request: no team";

  /** What the API server says, and with which code. */
  record Answer(int code, String said) {}

  /** A webhook may give any code, and is 400 without; a policy may give these, and is 422. */
  static Stream<Answer> ofAdmissions() {
    return Stream.concat(
        Stream.of(400, 403, 404, 409, 422, 429, 500).map(code -> new Answer(code, WEBHOOK)),
        Stream.of(401, 403, 413, 422).map(code -> new Answer(code, POLICY)));
  }

  @ParameterizedTest
  @MethodSource("ofAdmissions")
  void anAdmissionOfTheSiteRefusesWhicheverItsCode(Answer answer) {
    assertThat(Refusals.of("Deployment minilm-1", error(answer)))
        .contains(new Refusal.Forbidden("Deployment minilm-1: " + answer.said()));
  }

  @Test
  void soDoesOneThatExplainsNothing() {
    var answer =
        new Answer(400, "admission webhook \"site.test\" denied the request without explanation");
    assertThat(Refusals.of("Job a", error(answer)))
        .contains(new Refusal.Forbidden("Job a: " + answer.said()));
  }

  @Test
  void soDoesWhatKubernetesItselfForbids() {
    var answer = new Answer(403, "services \"minilm\" is forbidden: exceeded quota: small");
    assertThat(Refusals.of("Service minilm", error(answer)))
        .contains(new Refusal.Forbidden("Service minilm: " + answer.said()));
  }

  /** A user's own words may be in them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Deployment.apps \"minilm-1\" is invalid: spec.replicas: Invalid value: -1: must be"
            + " greater than or equal to 0",
        "Deployment.apps \"minilm-1\" is invalid: spec.template.spec.nodeName: Invalid value:"
            + " \"is forbidden: ValidatingAdmissionPolicy 'a' denied request\": a lowercase name",
        "Deployment.apps \"minilm-1\" is invalid: spec.template.spec.nodeName: Invalid value:"
            + " \"admission webhook \\\"a\\\" denied the request\": a lowercase name"
      })
  void aSpecThatCannotBeIsInvalid(String said) {
    assertThat(Refusals.of("Deployment minilm-1", error(new Answer(422, said))))
        .contains(new Refusal.Invalid("Deployment minilm-1: " + said));
  }

  @Test
  void anAdmissionThatDoesNotAnswerIsTroubleThatMayPass() {
    var answer =
        new Answer(
            500,
            "Internal error occurred: failed calling webhook \"site.test\": failed to call webhook:"
                + " connection refused");
    assertThat(Refusals.of("Job a", error(answer))).isEmpty();
  }

  /** As Kyverno's: what it misses comes after an empty line. */
  @Test
  void ofAnAdmissionAllThatItSaysIsToldInOneLine() {
    var said =
        """
        admission webhook "validate.kyverno.svc-fail" denied the request:\s

        resource Deployment/demo/minilm-1 was blocked due to the following policies\s

        require-labels:
          check-team: 'validation error: the label team is required'
        """;
    assertThat(Refusals.message(error(new Answer(400, said))))
        .isEqualTo(
            "admission webhook \"validate.kyverno.svc-fail\" denied the request: resource"
                + " Deployment/demo/minilm-1 was blocked due to the following policies"
                + " require-labels: check-team: 'validation error: the label team is required'");
  }

  @Test
  void ofOthersTheFirstLineIs() {
    assertThat(Refusals.message(error(new Answer(500, "no\nat line 1")))).isEqualTo("no");
  }

  private static KubernetesClientException error(Answer answer) {
    var status = new StatusBuilder().withCode(answer.code()).withMessage(answer.said()).build();
    return new KubernetesClientException("Failure executing: PATCH", answer.code(), status);
  }
}
