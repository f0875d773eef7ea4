package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who refused a pod, in the words of Kubernetes 1.34. */
class PodRefusalTest {
  private static final String TO_QUOTA =
      ". Raise the ResourceQuota, ask for less in spec.resources, or for fewer pods.";
  private static final String TO_LIMIT_RANGE =
      ". Change spec.resources accordingly, or the LimitRange of the namespace.";

  /** What the API server says, the reason that it stands for, and the cure that is added. */
  record Refusal(String said, Reason reason, String cure) {}

  static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal(
            "exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0",
            Reason.QUOTA_EXCEEDED,
            TO_QUOTA),
        new Refusal(
            "failed quota: compute: must specify limits.cpu for: fetch,server",
            Reason.QUOTA_EXCEEDED,
            ". State it in spec.resources, which holds for every container, or give the namespace a"
                + " LimitRange with a default."),
        new Refusal(
            "status unknown for quota: small, resources: pods", Reason.QUOTA_EXCEEDED, TO_QUOTA),
        new Refusal(
            "maximum memory usage per Container is 512Mi, but limit is 1Gi",
            Reason.LIMIT_RANGE_VIOLATED,
            TO_LIMIT_RANGE),
        new Refusal(
            "[minimum cpu usage per Pod is 2, but request is 500m, maximum cpu usage per Container"
                + " is 1.  No limit is specified]",
            Reason.LIMIT_RANGE_VIOLATED,
            TO_LIMIT_RANGE),
        new Refusal(
            "memory max limit to request ratio per Container is 1, but provided ratio is 2.000000",
            Reason.LIMIT_RANGE_VIOLATED,
            TO_LIMIT_RANGE),
        new Refusal(
            "violates PodSecurity \"restricted:latest\": runAsNonRoot != true",
            Reason.POD_SECURITY_VIOLATED,
            ""),
        new Refusal(
            "ValidatingAdmissionPolicy 'site' with binding 'site' denied request: exceeded quota of"
                + " our own, maximum cpu usage per Team is 1",
            Reason.POD_REFUSED,
            ""),
        new Refusal(
            "admission webhook \"site.test\" denied the request: this violates PodSecurity",
            Reason.POD_REFUSED,
            ""),
        new Refusal(
            "error looking up service account demo/models: serviceaccount \"models\" not found",
            Reason.POD_REFUSED,
            ""));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void itIsToldInItsOwnWordsWithACureWhereTheyHoldNone(Refusal refusal) {
    String said = "pods \"minilm-7c9f6d-x2b4k\" is forbidden: " + refusal.said();
    assertThat(PodRefusal.of(said))
        .isEqualTo(new Finding(refusal.reason(), said + refusal.cure(), true));
  }
}
