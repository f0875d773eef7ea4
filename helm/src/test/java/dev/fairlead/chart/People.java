package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Accounts with few rights, and what an installed chart lets them do. */
final class People implements AutoCloseable {
  /** As in every denial, whichever policy's. */
  private static final String DENIED = "ValidatingAdmissionPolicy";

  private final ControlPlane kube;
  private final List<KubernetesClient> clients = new ArrayList<>();

  private People(ControlPlane kube) {
    this.kube = kube;
  }

  static People withTheChart(ControlPlane kube) {
    Helm.Result result =
        Helm.run(
            "install",
            "fairlead",
            Helm.CHART,
            "--create-namespace",
            "--namespace",
            Helm.NAMESPACE,
            "--kubeconfig",
            kube.kubeconfig().toString());
    assertThat(result.code()).as(result.output()).isZero();
    Kubectl.Result established =
        kube.kubectl()
            .run(
                "wait",
                "--for=condition=Established",
                "crd/modeldeployments.serving.fairlead.dev",
                "--timeout=150s");
    assertThat(established.status()).as(established.error()).isZero();
    return new People(kube);
  }

  /** With the rights of the operator. */
  KubernetesClient operator() {
    return client(Helm.NAMESPACE, "fairlead");
  }

  /** A new account with these rules in its namespace, each one a line of YAML. */
  KubernetesClient tenant(String namespace, String name, String... rules) {
    create(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: %1$s, namespace: %2$s}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: %1$s, namespace: %2$s}
        rules: [%3$s]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %1$s, namespace: %2$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
        """
            .formatted(name, namespace, String.join(", ", rules)));
    return client(namespace, name);
  }

  /** One more rule, for the whole cluster. */
  void inTheWholeCluster(String namespace, String name, String rule) {
    create(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: %2$s-%1$s}
        rules: [%3$s]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: %2$s-%1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s-%1$s}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
        """
            .formatted(name, namespace, rule));
  }

  /** As somebody who may do everything. */
  List<HasMetadata> create(String yaml) {
    var documents = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    return kube.client().load(documents).create();
  }

  private KubernetesClient client(String namespace, String account) {
    var client =
        new KubernetesClientBuilder()
            .withConfig(kube.configOfServiceAccount(namespace, account))
            .build();
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
  }

  /** Policies and rights are in force a moment after they were written. */
  static void awaitDenied(String what, ThrowingCallable request) {
    await(
        what + " to be denied",
        () -> {
          KubernetesClientException refusal = refusal(request);
          return refusal != null && String.valueOf(refusal.getMessage()).contains(DENIED);
        });
  }

  static void awaitAllowed(String what, ThrowingCallable request) {
    await(what + " to be allowed", () -> refusal(request) == null);
  }

  static void assertDenied(String message, ThrowingCallable request) {
    KubernetesClientException refusal = refusal(request);
    assertThat(refusal).as("what is to be denied with: %s", message).isNotNull();
    assertThat(refusal).hasMessageContaining(DENIED).hasMessageContaining(message);
  }

  /** Null if it was allowed. */
  private static KubernetesClientException refusal(ThrowingCallable request) {
    return catchThrowableOfType(KubernetesClientException.class, request);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Waiting.until(what, condition);
  }
}
