package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;

/**
 * What somebody else's admission does to all new pods or Jobs of a namespace, as a webhook would.
 */
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

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: probe}
      spec:
        template: {spec: {restartPolicy: Never, containers: [{name: probe, image: "registry.test/probe:1"}]}}
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

  /** Returns when new Jobs are suspended, as those that Kueue manages are. */
  static void suspendJobs(ControlPlane kube, String namespace) {
    mutate(
        kube,
        namespace,
        "apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]",
        """
        patchType: ApplyConfiguration, applyConfiguration: {expression:
          'Object{spec: Object.spec{suspend: true}}'}
        """
            .strip());
    Waiting.await("the policy is in force")
        .until(
            () -> {
              Kubectl.Result made = probe(kube, namespace, JOB, "{.spec.suspend}");
              return made.status() == 0 && made.output().strip().equals("true");
            });
  }

  /** Who suspended those Jobs lets them go on. */
  static void resume(ControlPlane kube, List<Job> jobs) {
    for (Job job : jobs) {
      kube.client()
          .resource(job)
          .edit(j -> new JobBuilder(j).editSpec().withSuspend(false).endSpec().build());
    }
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
    return probe(kube, namespace, PROBE, path);
  }

  private static Kubectl.Result probe(
      ControlPlane kube, String namespace, String manifest, String path) {
    return kube.kubectl()
        .run(
            List.of(
                "--namespace=" + namespace,
                "create",
                "--dry-run=server",
                "--output=jsonpath=" + path,
                "-f",
                "-"),
            manifest);
  }

  private static void mutate(ControlPlane kube, String namespace, String mutation) {
    mutate(
        kube,
        namespace,
        "apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods]",
        mutation);
  }

  private static void mutate(ControlPlane kube, String namespace, String what, String mutation) {
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
            resourceRules: [{%2$s}]
          mutations:
          - {%3$s}
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s"}
        """
            .formatted(namespace, what, mutation);
    Kubectl.Result applied = kube.kubectl().run(List.of("apply", "-f", "-"), policy);
    assertThat(applied.status()).as(applied.error()).isZero();
  }
}
