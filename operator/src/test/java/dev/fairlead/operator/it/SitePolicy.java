package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import java.util.List;

/** A ValidatingAdmissionPolicy by which a site refuses what is made in a namespace. */
final class SitePolicy {
  private SitePolicy() {}

  /** Returns when no object of that resource can be made there, nor a ConfigMap named probe. */
  static void refuse(
      ControlPlane kube, String namespace, String group, String resource, String reason) {
    String policy =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: "%1$s"}
        spec:
          failurePolicy: Fail
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%1$s"}}
            resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
            - {apiGroups: ["%2$s"], apiVersions: [v1], operations: [CREATE], resources: [%3$s]}
          validations:
          - expression: request.resource.resource == 'configmaps' && object.metadata.name != 'probe'
            message: there are enough of these
            %4$s
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s", validationActions: [Deny]}
        """
            .formatted(namespace, group, resource, reason.isEmpty() ? "" : "reason: " + reason);
    Kubectl.Result applied = kube.kubectl().run(List.of("apply", "-f", "-"), policy);
    assertThat(applied.status()).as(applied.error()).isZero();
    Waiting.until("the policy is in force", () -> probe(kube, namespace).status() != 0);
  }

  /** Returns when it can be made again. */
  static void leave(ControlPlane kube, String namespace) {
    Kubectl.Result deleted =
        kube.kubectl()
            .run(
                "delete",
                "validatingadmissionpolicybindings.admissionregistration.k8s.io,"
                    + "validatingadmissionpolicies.admissionregistration.k8s.io",
                namespace);
    assertThat(deleted.status()).as(deleted.error()).isZero();
    Waiting.until("the policy is gone", () -> probe(kube, namespace).status() == 0);
  }

  private static Kubectl.Result probe(ControlPlane kube, String namespace) {
    return kube.kubectl()
        .run("--namespace=" + namespace, "create", "configmap", "probe", "--dry-run=server");
  }
}
