package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A namespace as OpenShift makes them: its pods pass {@code restricted}, and admission gives them a
 * uid that no image knows.
 */
class RandomUidStory {
  private static final long NAMESPACES_UID = 1_000_650_000;
  private static final String REQUEST =
      "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"anybody\"]}]}";

  @RegisterExtension static final Stage stage = new Stage();

  @BeforeEach
  void givenAnAdmissionThatChoosesUids() {
    // other clusters may not have such policies
    Nodes.assumeWithinReach();
    Shell.feed(policy(), "kubectl", "apply", "-f", "-");
    Patience.until(
        "new pods get the uid", () -> uidOfNewPod().equals(Long.toString(NAMESPACES_UID)));
  }

  @AfterEach
  void removeIt() {
    Shell.attempt(
        "",
        "kubectl",
        "delete",
        "mutatingadmissionpolicybindings,mutatingadmissionpolicies",
        "e2e-random-uid",
        "--ignore-not-found");
  }

  @Test
  void aModelIsFetchedAndServedUnderIt() throws Exception {
    Model minilm = stage.model("minilm");
    minilm.declare(Manifests.model("minilm", Manifests.uri("MINILM_Q"), "1.0"));
    minilm.awaitSettled();

    assertThat(minilm.pods())
        .hasSize(1)
        .allSatisfy(
            pod -> {
              PodSecurityContext security = pod.getSpec().getSecurityContext();
              assertThat(security.getRunAsUser()).isEqualTo(NAMESPACES_UID);
              assertThat(security.getFsGroup()).isEqualTo(NAMESPACES_UID);
              assertThat(security.getRunAsNonRoot()).isTrue();
            });
    HttpResponse<String> answer = PodHttp.infer(minilm, REQUEST);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String policy() {
    return """
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicy
        metadata: {name: e2e-random-uid}
        spec:
          failurePolicy: Fail
          reinvocationPolicy: Never
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: 'Object{spec: Object.spec{securityContext: Object.spec.securityContext{runAsUser: %2$d, fsGroup: %2$d}}}'
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: e2e-random-uid}
        spec: {policyName: e2e-random-uid}
        """
        .formatted(stage.namespace(), NAMESPACES_UID);
  }

  private static String uidOfNewPod() {
    return Shell.attempt(
            Manifests.tool("probe", "default", List.of()),
            "kubectl",
            "-n",
            stage.namespace(),
            "create",
            "--dry-run=server",
            "--output=jsonpath={.spec.securityContext.runAsUser}",
            "-f",
            "-")
        .output()
        .strip();
  }
}
