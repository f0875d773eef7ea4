package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.operator.Authorities;
import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Job that finds out what a reference stands for. */
class ResolveJobTest {
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";

  private static final ResolvePods RESOLVE =
      ResolvePods.of(
          """
          {"podLabels": {"team": "platform"}, "podAnnotations": {"example.com/cost": "1 $"},
           "nodeSelector": {"pool": "batch"}, "tolerations": [{"key": "batch", "operator": "Exists"}],
           "priorityClassName": "low", "runtimeClassName": "gvisor", "schedulerName": "second"}
          """);

  @Test
  void itAsksWithTheOperatorsImageAndTheModelsCredentials() {
    Job job =
        job(
            """
            model: {uri: 'oci://registry.test/m:1', credentials: {secretRef: {name: login}}}
            runtime: {image: 'registry.test/own:1'}
            """);

    PodSpec pod = pod(job);
    Container fetch = pod.getContainers().getFirst();
    assertThat(fetch.getName()).isEqualTo("fetch");
    assertThat(fetch.getImage()).isEqualTo("registry.test/fairlead/fetch:1");
    assertThat(fetch.getArgs())
        .containsExactly(
            "--uri=oci://registry.test/m:1",
            "--resolve",
            "--credentials=/var/run/fairlead/credentials",
            "--credentials-name=login",
            "--trusted-cas=/etc/fairlead/trusted-cas/ca.crt");
    assertThat(pod.getVolumes())
        .extracting(Volume::getName)
        .containsExactly("tmp", "trusted-cas", "credentials");
  }

  @Test
  void itsPodIsNoServerForAnybody() {
    Job job = job(MODEL);

    assertThat(job.getMetadata().getName()).startsWith("minilm-resolve-").hasSizeLessThan(63);
    assertThat(job.getMetadata().getLabels())
        .containsEntry("serving.fairlead.dev/modeldeployment", "minilm");
    assertThat(job.getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsOnly(
            Map.entry("app.kubernetes.io/managed-by", "fairlead"),
            Map.entry("serving.fairlead.dev/resolves", "minilm"),
            Map.entry("kuma.io/sidecar-injection", "disabled"));
    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsOnly(
            Map.entry("sidecar.istio.io/inject", "false"),
            Map.entry("linkerd.io/inject", "disabled"),
            Map.entry("consul.hashicorp.com/connect-inject", "false"));
  }

  @Test
  void itIsAsTheSiteWantsIt() {
    Job job = job(MODEL + "template: {spec: {tolerations: [{key: team}]}}\n", Sites.with(RESOLVE));

    assertThat(job.getMetadata().getLabels()).containsEntry("team", "platform");
    ObjectMeta metadata = job.getSpec().getTemplate().getMetadata();
    assertThat(metadata.getLabels())
        .containsEntry("team", "platform")
        .containsEntry("serving.fairlead.dev/resolves", "minilm");
    assertThat(metadata.getAnnotations())
        .containsEntry("example.com/cost", "1 $")
        .containsEntry("linkerd.io/inject", "disabled");
    PodSpec pod = pod(job);
    assertThat(pod.getNodeSelector())
        .containsOnly(
            Map.entry("pool", "batch"),
            Map.entry("kubernetes.io/os", "linux"),
            Map.entry("kubernetes.io/arch", "amd64"));
    assertThat(pod.getTolerations()).extracting(Toleration::getKey).contains("team", "batch");
    assertThat(pod.getPriorityClassName()).isEqualTo("low");
    assertThat(pod.getRuntimeClassName()).isEqualTo("gvisor");
    assertThat(pod.getSchedulerName()).isEqualTo("second");
  }

  @Test
  void whereTheSiteSaysNothingItRunsOnWhatItsImageIsFor() {
    PodSpec pod = pod(job(MODEL));

    assertThat(pod.getNodeSelector())
        .containsOnly(
            Map.entry("kubernetes.io/os", "linux"), Map.entry("kubernetes.io/arch", "amd64"));
    assertThat(pod.getPriorityClassName()).isNull();
    assertThat(pod.getRuntimeClassName()).isNull();
    assertThat(pod.getSchedulerName()).isNull();
  }

  @Test
  void aSiteWithImagesForOthersMaySaySo() {
    ResolvePods arm = ResolvePods.of("{\"nodeSelector\": {\"kubernetes.io/arch\": \"arm64\"}}");

    assertThat(pod(job(MODEL, Sites.with(arm))).getNodeSelector())
        .containsOnly(
            Map.entry("kubernetes.io/os", "linux"), Map.entry("kubernetes.io/arch", "arm64"));
  }

  @Test
  void whatIsSetByFairleadStaysWhateverTheSiteSays() {
    var reserved =
        new ResolvePods(
            Map.of(
                "serving.fairlead.dev/resolves",
                "other",
                "app.kubernetes.io/managed-by",
                "other",
                "kuma.io/sidecar-injection",
                "enabled"),
            Map.of("sidecar.istio.io/inject", "true"),
            Map.of(),
            List.of(),
            "",
            "",
            "");

    assertThat(job(MODEL, Sites.with(reserved)).getSpec().getTemplate().getMetadata())
        .isEqualTo(job(MODEL).getSpec().getTemplate().getMetadata());
  }

  @Test
  void whatTheSiteChangesLaterAsksNobodyAgainAndChangesNoPod() {
    Job before = job(MODEL);
    assertThat(job(MODEL, Sites.with(RESOLVE)).getMetadata().getName())
        .isEqualTo(before.getMetadata().getName());

    Scene scene = Scene.of(MODEL);
    scene.record();
    List<HasMetadata> wanted = scene.plan().apply();
    assertThat(wanted).noneMatch(Job.class::isInstance).anyMatch(Deployment.class::isInstance);
    assertThat(scene.site(site -> Sites.with(RESOLVE)).plan().apply()).isEqualTo(wanted);
  }

  @Test
  void itEndsAndNeedsNoDevice() {
    Job job =
        job(
            MODEL
                + "resources: {requests: {cpu: 500m}, limits: {cpu: 16, memory: 64Gi,"
                + " nvidia.com/gpu: 1}}\n");

    assertThat(job.getSpec().getBackoffLimit()).isEqualTo(1);
    PodSpec pod = pod(job);
    assertThat(pod.getActiveDeadlineSeconds()).isEqualTo(300);
    assertThat(job.getSpec().getActiveDeadlineSeconds())
        .as("it would count while the pod is held back")
        .isNull();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container fetch = pod.getContainers().getFirst();
    assertThat(fetch.getSecurityContext()).isEqualTo(PodTemplate.restricted());
    assertThat(fetch.getResources().getRequests())
        .containsOnly(
            Map.entry("cpu", new Quantity("500m")), Map.entry("memory", new Quantity("1Gi")));
    assertThat(fetch.getResources().getLimits())
        .containsOnly(
            Map.entry("cpu", new Quantity("16")), Map.entry("memory", new Quantity("1Gi")));
  }

  @Test
  void itHasTheAccountAndThePullSecretsOfTheModelButNotItsNodes() {
    PodSpec pod =
        pod(
            job(
                MODEL
                    + "template: {spec: {serviceAccountName: reader, nodeSelector: {disk: fast},"
                    + " imagePullSecrets: [{name: pull}], tolerations: [{key: team}]}}\n"));

    assertThat(pod.getServiceAccountName()).isEqualTo("reader");
    assertThat(pod.getAutomountServiceAccountToken()).isTrue();
    assertThat(pod.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("pull");
    assertThat(pod.getTolerations()).anyMatch(t -> "team".equals(t.getKey()));
    assertThat(pod.getNodeSelector()).doesNotContainKey("disk");
  }

  @Test
  void itAsksByTheWaysOfTheSite() {
    var proxy =
        new ForwardProxy(
            "http://proxy.test:3129", "http://proxy.test:3128", List.of(".svc"), "corp");

    PodSpec pod = pod(job(MODEL, Sites.with(proxy)));

    Container fetch = pod.getContainers().getFirst();
    assertThat(fetch.getArgs())
        .containsExactly(
            "--uri=oci://registry.test/m:1",
            "--resolve",
            "--plain-http-hosts=plain.test:5000",
            "--allowed-hosts=mirror.test",
            "--https-proxy=http://proxy.test:3128",
            "--http-proxy=http://proxy.test:3129",
            "--no-proxy=.svc",
            "--proxy-credentials=/var/run/fairlead/proxy",
            "--proxy-credentials-name=corp",
            "--trusted-cas=/etc/fairlead/trusted-cas/ca.crt");
    assertThat(fetch.getVolumeMounts())
        .extracting(VolumeMount::getName, VolumeMount::getMountPath)
        .contains(tuple("proxy-credentials", "/var/run/fairlead/proxy"));
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getName().equals("proxy-credentials"))
        .singleElement()
        .satisfies(volume -> assertThat(volume.getSecret().getSecretName()).isEqualTo("corp"))
        .satisfies(volume -> assertThat(volume.getSecret().getOptional()).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          uri: 'hf://o/r'                              | --endpoint=https://hub.test
          uri: 'hf://o/r', format: XGBoost             | --endpoint=https://hub.test --format=XGBoost
          uri: 'hf://o/r', endpoint: 'https://own.test'| --endpoint=https://own.test
          uri: 's3://b/m', region: r                   | --endpoint=https://s3.test:9000 --region=r
          uri: 's3://b/m', endpoint: 'https://own.test'| --endpoint=https://own.test
          uri: 'oci://h.test/m:1'                      | ""
          """)
  void itAsksWhereThePodsFetch(String model, String expected) {
    Job job = job("model: {%s}".formatted(model), Sites.with(ForwardProxy.NONE));

    assertThat(pod(job).getContainers().getFirst().getArgs())
        .filteredOn(it -> it.matches("--(endpoint|region|format)=.*"))
        .containsExactlyElementsOf(
            expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  @Test
  void itsImageIsPulledWithTheSecretsOfTheSiteToo() {
    String spec = MODEL + "template: {spec: {imagePullSecrets: [{name: pull}, {name: site}]}}\n";

    assertThat(pod(job(MODEL, Sites.with(ForwardProxy.NONE))).getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("site");
    assertThat(pod(job(spec, Sites.with(ForwardProxy.NONE))).getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("pull", "site");
  }

  @Test
  void theAuthoritiesOfTheSiteAreThereBeforeIt() {
    Plan plan =
        Scene.of(MODEL)
            .unresolved()
            .site(site -> new Site(site.pods(), Authorities.ONE, true, null))
            .plan();

    assertThat(plan.apply()).extracting(HasMetadata::getKind).containsExactly("ConfigMap", "Job");
    assertThat(plan.apply().getFirst().getMetadata().getName()).isEqualTo("minilm-trusted-cas");
    assertThat(pod((Job) plan.apply().getLast()).getVolumes())
        .filteredOn(volume -> volume.getName().equals("trusted-cas"))
        .singleElement()
        .satisfies(
            volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("minilm-trusted-cas"));
  }

  private static Job job(String spec, Site site) {
    return (Job) Scene.of(spec).unresolved().site(before -> site).plan().apply().getLast();
  }

  private static Job job(String spec) {
    return (Job) Scene.of(spec).unresolved().plan().apply().getLast();
  }

  private static PodSpec pod(Job job) {
    return job.getSpec().getTemplate().getSpec();
  }
}
