package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Kubectl;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What somebody else's admission does to every new pod of a namespace. */
final class MutatedPods {
  private static final String PROBE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: probe}
      spec: {containers: [{name: probe, image: registry.test/probe:1}]}
      """;

  private MutatedPods() {}

  /** Returns when new pods carry that scheduling gate. */
  static void gate(ControlPlane kube, String namespace, String gate) {
    Kubectl.Result applied =
        kube.kubectl().run(List.of("apply", "-f", "-"), policy(namespace, gate));
    assertThat(applied.status()).as(applied.error()).isZero();
    Awaitility.await("the policy is in force")
        .atMost(Duration.ofMinutes(1))
        .until(() -> gateOfProbe(kube, namespace).equals(gate));
  }

  /** Returns when new pods carry none any more. */
  static void gateNoMore(ControlPlane kube, String namespace) {
    Kubectl.Result deleted =
        kube.kubectl()
            .run(
                "delete",
                "mutatingadmissionpolicybindings.admissionregistration.k8s.io,mutatingadmissionpolicies.admissionregistration.k8s.io",
                namespace);
    assertThat(deleted.status()).as(deleted.error()).isZero();
    Awaitility.await("the policy is gone")
        .atMost(Duration.ofMinutes(1))
        .until(() -> gateOfProbe(kube, namespace).isEmpty());
  }

  private static String gateOfProbe(ControlPlane kube, String namespace) {
    Kubectl.Result made =
        kube.kubectl()
            .run(
                List.of(
                    "--namespace=" + namespace,
                    "create",
                    "--dry-run=server",
                    "--output=jsonpath={.spec.schedulingGates[*].name}",
                    "-f",
                    "-"),
                PROBE);
    assertThat(made.status()).as(made.error()).isZero();
    return made.output().strip();
  }

  /** As Kueue's webhook does it to the pods that it manages. */
  private static String policy(String namespace, String gate) {
    return """
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicy
        metadata: {name: "%1$s"}
        spec:
          failurePolicy: Fail
          reinvocationPolicy: Never
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%1$s"}}
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          mutations:
          - patchType: JSONPatch
            jsonPatch:
              expression: '[JSONPatch{op: "add", path: "/spec/schedulingGates", value: [Object.spec.schedulingGates{name: "%2$s"}]}]'
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s"}
        """
        .formatted(namespace, gate);
  }
}
