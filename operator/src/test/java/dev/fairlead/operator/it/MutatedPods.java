package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import java.util.List;

/** What somebody else's admission does to every new pod of a namespace, as a webhook would. */
final class MutatedPods {
  private static final String KINDS =
      "mutatingadmissionpolicybindings.admissionregistration.k8s.io,"
          + "mutatingadmissionpolicies.admissionregistration.k8s.io";

  /** It passes {@code restricted}. */
  private static final String PROBE =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: probe}
      spec:
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        containers:
        - name: probe
          image: registry.test/probe:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  private MutatedPods() {}

  /** Returns when new pods carry that scheduling gate, as those that Kueue manages do. */
  static void gate(ControlPlane kube, String namespace, String gate) {
    mutate(
        kube,
        namespace,
        """
        patchType: ApplyConfiguration, applyConfiguration: {expression:
          'Object{spec: Object.spec{schedulingGates: [Object.spec.schedulingGates{name: "%s"}]}}'}
        """
            .formatted(gate)
            .strip());
    Waiting.await("the policy is in force")
        .until(
            () -> {
              Kubectl.Result made = probe(kube, namespace, "{.spec.schedulingGates[*].name}");
              return made.status() == 0 && made.output().strip().equals(gate);
            });
  }

  /** Returns when new pods see their node's processes, which {@code restricted} refuses. */
  static void shareTheNodesProcesses(ControlPlane kube, String namespace) {
    mutate(
        kube,
        namespace,
        """
        patchType: JSONPatch, jsonPatch: {expression:
          '[JSONPatch{op: "add", path: "/spec/hostPID", value: true}]'}
        """
            .strip());
    Waiting.await("the policy is in force")
        .until(() -> probe(kube, namespace, "{.metadata.name}").error().contains("hostPID"));
  }

  /** Returns when new pods are as who made them wants. */
  static void leave(ControlPlane kube, String namespace) {
    Kubectl.Result deleted = kube.kubectl().run("delete", KINDS, namespace);
    assertThat(deleted.status()).as(deleted.error()).isZero();
    Waiting.await("the policy is gone")
        .until(
            () -> {
              Kubectl.Result made = probe(kube, namespace, "{.spec.schedulingGates[*].name}");
              return made.status() == 0 && made.output().isBlank();
            });
  }

  /** What would come of a pod there, by a JSONPath; it is not made. */
  static Kubectl.Result probe(ControlPlane kube, String namespace, String path) {
    return kube.kubectl()
        .run(
            List.of(
                "--namespace=" + namespace,
                "create",
                "--dry-run=server",
                "--output=jsonpath=" + path,
                "-f",
                "-"),
            PROBE);
  }

  private static void mutate(ControlPlane kube, String namespace, String mutation) {
    String policy =
        """
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
          - {%2$s}
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s"}
        """
            .formatted(namespace, mutation);
    Kubectl.Result applied = kube.kubectl().run(List.of("apply", "-f", "-"), policy);
    assertThat(applied.status()).as(applied.error()).isZero();
  }
}
