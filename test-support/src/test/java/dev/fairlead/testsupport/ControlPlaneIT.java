package dev.fairlead.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ControlPlaneIT {
  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(ControlPlaneConfig.apiServer().dedicated());

  @Test
  void theAuditLogTellsWhoWroteWhat(ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("audit");
    AuditLog.Mark before = kube.auditLog().mark();
    client.resource(configMap(namespace, "one")).create();
    client.configMaps().inNamespace(namespace).list();
    assertThat(kube.auditLog().since(before))
        .filteredOn(event -> event.namespace().equals(namespace))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.user()).isEqualTo("admin");
              assertThat(event.verb()).isEqualTo("create");
              assertThat(event.resource()).isEqualTo("configmaps");
              assertThat(event.code()).isEqualTo(201);
            });
  }

  @Test
  void aServiceAccountHasItsOwnRightsOnly(ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("rights");
    client
        .serviceAccounts()
        .inNamespace(namespace)
        .resource(
            new io.fabric8.kubernetes.api.model.ServiceAccountBuilder()
                .withNewMetadata()
                .withName("tester")
                .endMetadata()
                .build())
        .create();
    var config = kube.configOfServiceAccount(namespace, "tester");
    try (var tester = new KubernetesClientBuilder().withConfig(config).build()) {
      assertThatThrownBy(() -> tester.configMaps().inNamespace(namespace).list())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("system:serviceaccount:" + namespace + ":tester");
    }
  }

  @Test
  void theApiServerComesBackWithItsData(ControlPlane kube, KubernetesClient client) {
    String namespace = kube.newNamespace("restart");
    client.resource(configMap(namespace, "kept")).create();
    kube.apiServer().kill();
    kube.apiServer().start();
    assertThat(client.configMaps().inNamespace(namespace).withName("kept").get()).isNotNull();
  }

  @Test
  void kubectlTalksToIt(ControlPlane kube) {
    var result = kube.kubectl().run("get", "--raw", "/readyz");
    assertThat(result.output()).as(result.error()).isEqualTo("ok");
  }

  private static io.fabric8.kubernetes.api.model.ConfigMap configMap(
      String namespace, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }
}
