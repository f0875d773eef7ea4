package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Kubectl;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the owner of a namespace allows its pods holds for every container of ours. */
class LimitsIT {
  private static final String MODEL =
      "model: {uri: \"oci://registry.test/models/minilm@sha256:%s\"}\n".formatted("4".repeat(64));
  private static final String BY_TAG = "model: {uri: \"oci://registry.test/models/minilm:1\"}\n";
  private static final String STORED =
      "model: {uri: \"oci://registry.test/models/minilm:1\", storage: %s}\n";
  private static final String QUOTA =
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: compute}
      spec: {hard: {requests.cpu: "4", requests.memory: 8Gi, limits.cpu: "8", limits.memory: 16Gi}}
      """;
  private static final String QUOTA_OF_STORAGE =
      """
      apiVersion: v1
      kind: ResourceQuota
      metadata: {name: compute}
      spec: {hard: {requests.ephemeral-storage: 3Gi, limits.ephemeral-storage: 6Gi}}
      """;

  private static final String OF_JOBS = "{\"podLabels\": {\"team\": \"platform\"}}";

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static InProcessOperator operator;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube, TestConfig.DEFAULT.withResolvePods(OF_JOBS));
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @Test
  @Execution(CONCURRENT)
  void aQuotaOnCpuLimitsSaysWhatIsMissingAndStatingItIsEnough(ControlPlane kube) {
    Models models = models(kube, QUOTA);
    awaitCounted(models);

    models.apply("minilm", MODEL);
    assertThat(refusal(models, "QuotaExceeded"))
        .contains("failed quota: compute", "must specify limits.cpu for: fetch")
        .contains("State it in spec.resources");

    models.apply(
        "minilm",
        MODEL
            + "resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {cpu: '1', memory: 1Gi}}\n");
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void defaultsOfALimitRangeFillInWhatIsNotStated(ControlPlane kube) {
    Models models =
        models(
            kube,
            limitRange(
                """
                default: {cpu: "2"}, min: {cpu: 50m, memory: 256Mi}, max: {cpu: "4", memory: 2Gi}"""),
            QUOTA);
    awaitCounted(models);

    models.apply("minilm", MODEL);
    models.awaitReady("minilm");

    List<Pod> pods = models.pods("minilm");
    assertThat(pods).hasSize(1);
    assertThat(containers(pods.getFirst()))
        .hasSize(2)
        .allSatisfy(
            c -> {
              assertThat(c.getResources().getLimits())
                  .containsEntry("cpu", new Quantity("2"))
                  .containsKey("memory");
              assertThat(c.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
            });

    // of the Job too, which asks what the tag stands for
    models.apply("minilm", BY_TAG);
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void theLeastOfALimitRangeIsAskedForByEveryContainerOfALargeServer(ControlPlane kube) {
    Models models =
        models(kube, limitRange("min: {cpu: '1', memory: 1Gi, ephemeral-storage: 1Gi}"));

    models.apply(
        "minilm", STORED.formatted("2Gi") + "resources: {requests: {cpu: '2', memory: 2Gi}}\n");
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void aQuotaOfStorageCountsTheRoomOfTheFilesAndTheJobNeedsNoMore(ControlPlane kube) {
    Models models = models(kube, QUOTA_OF_STORAGE);
    awaitCounted(models, "requests.ephemeral-storage");

    models.apply("minilm", STORED.formatted("4Gi"));
    assertThat(refusal(models, "QuotaExceeded"))
        .doesNotContain("Job ")
        .contains("requested: requests.ephemeral-storage=4Gi")
        .contains("limited: requests.ephemeral-storage=3Gi");

    models.apply("minilm", STORED.formatted("2Gi"));
    models.awaitReady("minilm");
    assertThat(models.pods("minilm"))
        .allSatisfy(
            pod ->
                assertThat(containers(pod))
                    .allSatisfy(
                        c ->
                            assertThat(c.getResources().getRequests())
                                .containsEntry("ephemeral-storage", new Quantity("2Gi"))));
  }

  @Test
  @Execution(CONCURRENT)
  void aRatioOfLimitsToRequestsCanBeKeptByEveryContainer(ControlPlane kube) {
    Models models = models(kube, limitRange("maxLimitRequestRatio: {cpu: \"1\", memory: \"1\"}"));

    models.apply("minilm", MODEL + "resources: {limits: {cpu: '1', memory: 1Gi}}\n");
    models.awaitReady("minilm");

    assertThat(models.pods("minilm").getFirst().getStatus().getQosClass()).isEqualTo("Guaranteed");

    // of the Job too, which asks what the tag stands for
    models.apply("minilm", BY_TAG + "resources: {limits: {cpu: '1', memory: 1Gi}}\n");
    models.awaitReady("minilm");
  }

  /** What a tag stands for is asked by a Job, which is refused by the same. */
  @Test
  @Execution(CONCURRENT)
  void whatRefusesAJobIsToldInItsWordsAndWhatAdmitsTheServerAdmitsIt(ControlPlane kube) {
    Models models = models(kube, QUOTA, limitRange("maxLimitRequestRatio: {memory: \"1\"}"));
    awaitCounted(models);

    models.apply("minilm", BY_TAG);
    assertThat(refusal(models, "QuotaExceeded"))
        .startsWith("Job minilm-resolve-")
        .contains("gets no pod: failed quota: compute", "must specify limits.cpu for: fetch")
        .contains("spec.model.digest");

    models.apply(
        "minilm",
        BY_TAG
            + "resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {cpu: '1', memory: 256Mi}}\n");
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void moreThanALimitRangeAllowsIsToldWithItsNumbers(ControlPlane kube) {
    Models models = models(kube, limitRange("max: {memory: 512Mi}"));

    models.apply("minilm", MODEL);

    assertThat(refusal(models, "LimitRangeViolated"))
        .contains("maximum memory usage per Container is 512Mi, but limit is 1Gi")
        .contains("Change spec.resources accordingly");

    models.apply("minilm", MODEL + "resources: {limits: {memory: 512Mi}}\n");
    models.awaitReady("minilm");
  }

  @Test
  @Execution(CONCURRENT)
  void aLevelOfPodSecurityThatAPodDoesNotPassIsToldInItsWords(ControlPlane kube) {
    Models models = models(kube);
    label(kube.client(), models.namespace());
    // of all that we make of a spec, nothing is refused: so somebody else has changed the pod
    MutatedPods.shareTheNodesProcesses(kube, models.namespace());
    try {
      models.apply("minilm", MODEL);

      assertThat(refusal(models, "PodSecurityViolated"))
          .contains("violates PodSecurity \"restricted", "hostPID");
    } finally {
      MutatedPods.leave(kube, models.namespace());
    }
  }

  @Test
  @Execution(CONCURRENT)
  void aPolicyOfTheSiteIsToldInItsWords(ControlPlane kube) {
    Models models = models(kube);
    askForATeam(kube, models.namespace());

    models.apply("minilm", MODEL);
    assertThat(refusal(models, "PodRefused"))
        .contains(models.namespace(), "every pod needs the label team");

    models.apply("minilm", MODEL + "template: {metadata: {labels: {team: search}}}\n");
    models.awaitReady("minilm");
  }

  /** By what the site says of such pods: nothing of the model's template is on them. */
  @Test
  @Execution(CONCURRENT)
  void aPolicyOnLabelsAdmitsTheJobToo(ControlPlane kube) {
    Models models = models(kube);
    askForATeam(kube, models.namespace());

    models.apply("minilm", BY_TAG);
    assertThat(refusal(models, "PodRefused"))
        .doesNotContain("Job ")
        .contains("every pod needs the label team");

    models.apply("minilm", BY_TAG + "template: {metadata: {labels: {team: search}}}\n");
    models.awaitReady("minilm");
    assertThat(models.get("minilm").getStatus().revisions().getFirst().model().resolved())
        .isNotNull();
  }

  /** Returns when pods without the label are refused there. */
  private static void askForATeam(ControlPlane kube, String name) {
    apply(
        kube,
        name,
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: "%1$s"}
        spec:
          failurePolicy: Fail
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%1$s"}}
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          validations:
          - expression: has(object.metadata.labels) && 'team' in object.metadata.labels
            message: every pod needs the label team
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: "%1$s"}
        spec: {policyName: "%1$s", validationActions: [Deny]}
        """
            .formatted(name));
    Waiting.until(
        "the policy is in force",
        () -> MutatedPods.probe(kube, name, "{.metadata.name}").status() != 0);
  }

  /** Without a reason the API server answers as it does to a spec that cannot be. */
  @ParameterizedTest
  @Execution(CONCURRENT)
  @CsvSource({
    "apps, deployments, Deployment, ''",
    "apps, deployments, Deployment, Forbidden",
    "batch, jobs, Job, ''",
    "batch, jobs, Job, Forbidden",
    "'', services, Service, ''",
    "apps, controllerrevisions, ControllerRevision, ''",
    "policy, poddisruptionbudgets, PodDisruptionBudget, ''"
  })
  void aPolicyOnWhatWeMakeIsToldInItsWordsUntilItGoes(
      String group, String resource, String kind, String reason, ControlPlane kube) {
    Models models = models(kube);
    SitePolicy.refuse(kube, models.namespace(), group, resource, reason);

    models.apply("minilm", BY_TAG);
    assertThat(refusal(models, "PodRefused"))
        .startsWith(kind + " minilm")
        .contains(models.namespace(), "denied request: there are enough of these");

    SitePolicy.leave(kube, models.namespace());
    models.awaitLooking("minilm", md -> Models.is(md, "Ready", "True"));
    models.awaitReady("minilm");
  }

  /** A namespace with these objects in it. */
  private static Models models(ControlPlane kube, String... manifests) {
    var models = new Models(kube.client(), kube.newNamespace("limits"));
    for (String manifest : manifests) {
      apply(kube, models.namespace(), manifest);
    }
    return models;
  }

  private static void apply(ControlPlane kube, String namespace, String manifest) {
    Kubectl.Result applied =
        kube.kubectl().run(List.of("--namespace=" + namespace, "apply", "-f", "-"), manifest);
    assertThat(applied.status()).as(applied.error()).isZero();
  }

  private static String limitRange(String limits) {
    return """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: containers}
        spec: {limits: [{type: Container, %s}]}
        """
        .formatted(limits);
  }

  /** A quota that nobody has counted yet refuses everything, with other words. */
  private static void awaitCounted(Models models) {
    awaitCounted(models, "limits.cpu");
  }

  private static void awaitCounted(Models models, String resource) {
    Waiting.until(
        "the quota is counted",
        () -> {
          var status =
              models
                  .client()
                  .resourceQuotas()
                  .inNamespace(models.namespace())
                  .withName("compute")
                  .require()
                  .getStatus();
          return status != null
              && status.getHard() != null
              && status.getHard().containsKey(resource);
        });
  }

  private static void label(KubernetesClient client, String namespace) {
    client
        .namespaces()
        .withName(namespace)
        .edit(
            n ->
                new NamespaceBuilder(n)
                    .editMetadata()
                    .addToLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"))
                    .endMetadata()
                    .build());
  }

  /** What the status says, once it needs a person. */
  private static String refusal(Models models, String reason) {
    ModelDeployment refused = models.awaitReason("minilm", reason);
    assertThat(Models.is(refused, "Stalled", "True")).isTrue();
    return Models.condition(refused, "Stalled").orElseThrow().getMessage();
  }

  private static List<Container> containers(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .toList();
  }
}
