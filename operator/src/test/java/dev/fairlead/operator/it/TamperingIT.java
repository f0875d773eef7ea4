package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.Authorities;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile specs of a tenant who may write ModelDeployments and nothing else. */
class TamperingIT {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;
  private static final String UNKNOWN = "unknown field \"";

  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      // what this operator writes is not to be taken for what others do
      new ControlPlaneExtension(Kube.CONFIG.dedicated());

  @TempDir static Path folder;

  private static InProcessOperator operator;
  private static KubernetesClient admin;
  private static KubernetesClient tenant;
  private static Models models;
  private static List<HasMetadata> given;
  private static ControlPlane kube;
  private static AuditLog.Mark begin;

  @BeforeAll
  static void start(ControlPlane plane) throws Exception {
    kube = plane;
    admin = kube.client();
    models = new Models(admin, kube.newNamespace("tampering"));
    given = create(models.namespace());
    // the same in a namespace that nobody names
    create(kube.newNamespace("bystander"));
    Policies.holdUsers(admin, "fairlead-tampering");
    tenant =
        new KubernetesClientBuilder()
            .withConfig(kube.configOfServiceAccount(models.namespace(), "tenant"))
            .build();
    begin = kube.auditLog().mark();
    Path authorities = Files.writeString(folder.resolve("ca.crt"), Authorities.ONE);
    operator = Kube.startOperator(kube, TestConfig.DEFAULT.withTrustedCas(authorities));
    awaitPolicies();
  }

  private static List<HasMetadata> create(String namespace) {
    byte[] yaml = given(namespace).getBytes(StandardCharsets.UTF_8);
    return admin.load(new ByteArrayInputStream(yaml)).create();
  }

  /** Of several policies one may be in force before another. */
  private static void awaitPolicies() throws IOException {
    for (HostileSpec hostile : HostileSpec.all()) {
      if (hostile.layer() == HostileSpec.Layer.POLICY) {
        Waiting.until(
            "rights and policies are in force: " + hostile,
            () -> {
              var refusal = refusal(() -> tenant.resource(whole(hostile)).dryRun().create());
              return refusal != null && refusal.getMessage().contains(hostile.error());
            });
      }
    }
  }

  /** Whatever was tried before, nothing that belongs to others was changed for it. */
  @AfterAll
  static void stop() {
    operator.close();
    tenant.close();
    List<String> changed =
        Kube.writes(kube, begin, models.namespace()).stream()
            .filter(write -> write.code() < BAD_REQUEST)
            .map(write -> write.resource() + " " + write.name())
            .toList();
    assertThat(changed)
        .isNotEmpty()
        .doesNotContainAnyElementsOf(
            given.stream().map(o -> o.getPlural() + " " + o.getMetadata().getName()).toList());
    assertThat(Kube.writes(kube, begin))
        .as("what it so much as asked for in other namespaces, or of the cluster")
        .allSatisfy(write -> assertThat(write.namespace()).isEqualTo(models.namespace()));
  }

  static List<HostileSpec> specs() throws IOException {
    return HostileSpec.all();
  }

  @ParameterizedTest
  @Execution(CONCURRENT)
  @MethodSource("specs")
  void itIsRefusedByTheLayerThatHasTo(HostileSpec hostile) {
    switch (hostile.layer()) {
      case SCHEMA -> {
        assertThat(refusalOf(hostile).getStatus().getMessage()).contains(hostile.error());
        assertNothingOfItIsKept(hostile);
      }
      case RULE -> assertRefused(hostile, UNPROCESSABLE);
      case POLICY -> {
        assertRefused(hostile, FORBIDDEN);
        // it is a matter of rights: who has them is not stopped
        admin.resource(whole(hostile)).dryRun().create();
      }
      case OPERATOR -> assertReported(hostile);
      case FETCH, TAKEN -> assertLeftToFetch(hostile);
    }
  }

  private static void assertRefused(HostileSpec hostile, int code) {
    KubernetesClientException refusal = refusalOf(hostile);
    assertThat(refusal.getStatus().getMessage()).contains(hostile.error());
    assertThat(refusal.getCode()).isEqualTo(code);
  }

  /** Who does not ask for strict validation is not told; the field is dropped all the same. */
  private static void assertNothingOfItIsKept(HostileSpec hostile) {
    if (hostile.error().startsWith(UNKNOWN)) {
      String field = hostile.error().replaceFirst("^.*[.]", "\"");
      GenericKubernetesResource kept = admin.resource(whole(hostile)).dryRun().create();
      assertThat(Serialization.asJson(kept.<Object>get("spec"))).doesNotContain(field);
    }
  }

  private static void assertReported(HostileSpec hostile) {
    tenant.resource(whole(hostile)).create();

    ModelDeployment md = models.awaitReason(hostile.object(), hostile.reason());

    assertThat(Models.condition(md, "Ready").orElseThrow().getMessage()).contains(hostile.error());
    if (hostile.reason().equals("InvalidSpec")) {
      assertThat(models.deployments(hostile.object())).isEmpty();
    }
    assertThat(given)
        .allSatisfy(
            object ->
                assertThat(admin.resource(object).get().getMetadata().getManagedFields())
                    .as("writers of %s", object.getMetadata().getName())
                    .noneMatch(field -> field.getManager().equals("fairlead")));
  }

  /**
   * A name may stand for any address, so only who connects can tell: fetch, which is given the uri
   * as one argument, and neither a token nor a right to anything.
   */
  private static void assertLeftToFetch(HostileSpec hostile) {
    tenant.resource(whole(hostile)).create();

    PodSpec pod =
        Waiting.await(hostile.name())
            .until(() -> models.deployments(hostile.object()), list -> !list.isEmpty())
            .getFirst()
            .getSpec()
            .getTemplate()
            .getSpec();

    JsonNode model = hostile.spec().path("model");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getInitContainers())
        .singleElement()
        .satisfies(fetch -> assertThat(fetch.getEnv()).isEmpty())
        .extracting(Container::getArgs, InstanceOfAssertFactories.list(String.class))
        .containsOnlyOnce("--uri=" + model.path("uri").asText())
        .noneMatch(argument -> argument.startsWith("--credentials"))
        .filteredOn(argument -> argument.startsWith("--endpoint="))
        .isEqualTo(
            model.has("endpoint")
                ? List.of("--endpoint=" + model.path("endpoint").asText())
                : List.of());
    models.delete(hostile.object());
  }

  @Test
  void theStatusIsNotForUsers() {
    models.apply("honest", "model: {uri: 'oci://registry.test/models/m:1'}");
    ModelDeployment md = models.awaitReady("honest");

    KubernetesClientException refusal = refusal(() -> tenant.resource(md).updateStatus());

    assertThat(refusal).as("it was taken").isNotNull();
    assertThat(refusal.getCode()).isEqualTo(FORBIDDEN);
  }

  private static GenericKubernetesResource whole(HostileSpec hostile) {
    return hostile.in(models.namespace());
  }

  private static KubernetesClientException refusalOf(HostileSpec hostile) {
    KubernetesClientException refusal =
        refusal(
            () ->
                tenant
                    .resource(whole(hostile))
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create());
    assertThat(refusal).as("it was accepted").isNotNull();
    return refusal;
  }

  /** Null if it was taken. */
  private static KubernetesClientException refusal(ThrowingCallable request) {
    return catchThrowableOfType(KubernetesClientException.class, request);
  }

  /** The tenant, and what was there before. */
  private static String given(String namespace) {
    return """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: tenant, namespace: %1$s}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: tenant, namespace: %1$s}
      rules:
      - {apiGroups: [serving.fairlead.dev], resources: [modeldeployments, modeldeployments/scale], verbs: ["*"]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: tenant, namespace: %1$s}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
      subjects: [{kind: ServiceAccount, name: tenant, namespace: %1$s}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: payments, namespace: %1$s}
      spec: {selector: {app: payments}, ports: [{port: 80}]}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: billing, namespace: %1$s}
      spec: {minAvailable: 1, selector: {matchLabels: {app: billing}}}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: ledger-trusted-cas, namespace: %1$s}
      """
        .formatted(namespace);
  }
}
