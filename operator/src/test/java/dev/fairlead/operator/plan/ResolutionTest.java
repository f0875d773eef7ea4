package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.revision.Resolved;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.status.StatusFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reference stands for is found out once for each revision. */
class ResolutionTest {
  private static final String ONE = "model: {uri: 'oci://registry.test/m:1'}\n";
  private static final String TWO = "model: {uri: 'oci://registry.test/m:2'}\n";
  private static final String IDENTITY = "sha256:" + "3".repeat(64);
  private static final Resolved RESOLVED =
      new Resolved("oci://registry.test/m@" + IDENTITY, IDENTITY, 90_400_000L);

  @Test
  void beforeItIsKnownThereIsAJobAndNoRevision() {
    Plan plan = Scene.of(ONE).unresolved().plan();

    assertThat(plan.target()).isNull();
    assertThat(plan.apply()).singleElement().isInstanceOf(Job.class);
    assertThat(plan.delete()).isEmpty();
  }

  @Test
  void whatTheJobSaysIsRecordedAndEveryPodFetchesItAndTheJobGoes() {
    Scene scene = Scene.of(ONE);

    Plan plan = scene.plan();

    assertThat(plan.resolving()).isNull();
    assertThat(plan.target().resolved()).isEqualTo(RESOLVED);
    assertThat(fetch(plan)).contains("--uri=" + RESOLVED.uri(), "--identity=" + IDENTITY);
    assertThat(plan.delete()).singleElement().isInstanceOf(Job.class);
    scene.record();
    assertThat(scene.plan().target().resolved()).isEqualTo(RESOLVED);
    assertThat(scene.plan().delete()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oci://registry.test/m@sha256:3333333333333333333333333333333333333333333333333333333333333333",
        "hf://o/r@0123456789abcdef0123456789abcdef01234567",
        "hf://o/r@0123456789abcdef0123456789abcdef01234567/onnx/model.onnx",
        "pvc://models/m",
      })
  void whatCannotChangeIsNotAskedFor(String uri) {
    Plan plan = Scene.of("model: {uri: '%s'}".formatted(uri)).unresolved().plan();

    assertThat(plan.target().resolved()).isNull();
    assertThat(plan.apply()).noneMatch(Job.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oci://registry.test/m:1",
        "https://h.test/m.onnx",
        "hf://o/r",
        "hf://o/r@main",
        "s3://b/m",
        "djl://g/a/1"
      })
  void norIsWhatHasADigest(String uri) {
    String digest = "model: {uri: '%s', digest: '%s'}".formatted(uri, IDENTITY);
    assertThat(Scene.of(digest).unresolved().plan().apply()).noneMatch(Job.class::isInstance);

    String none = "model: {uri: '%s'}".formatted(uri);
    assertThat(Scene.of(none).unresolved().plan().apply()).anyMatch(Job.class::isInstance);
  }

  @Test
  void anAddressIsFetchedAsItWasDeclaredAndHasToBeTheSame() {
    Plan plan =
        Scene.of("model: {uri: 'https://h.test/m.onnx?signature=s'}")
            .resolver(
                Pods.resolved(
                    "Resolved: identity=%s files=1 uri=https://h.test/m.onnx".formatted(IDENTITY)))
            .plan();

    assertThat(plan.target().resolved().bytes()).isNull();
    assertThat(plan.target().resolved().digest()).isNull();
    assertThat(fetch(plan))
        .contains("--uri=https://h.test/m.onnx?signature=s", "--identity=" + IDENTITY);
  }

  @Test
  void onlyAChangeOfModelOrRefreshAsksAgain() {
    Scene scene = Scene.of(ONE);
    scene.record();
    scene.unresolved();

    scene.edit(ONE + "resources: {limits: {memory: 2Gi}}");
    assertThat(scene.plan().target().resolved()).isEqualTo(RESOLVED);
    scene.edit(ONE + "refresh: new");
    assertThat(scene.plan().apply()).anyMatch(Job.class::isInstance);
    scene.edit(TWO);
    assertThat(scene.plan().apply()).anyMatch(Job.class::isInstance);
  }

  @Test
  void goingBackAsksNobody() {
    Scene scene = Scene.of(ONE);
    String first = scene.record();
    scene.edit(TWO).record();

    Plan plan = scene.edit(ONE).unresolved().plan();

    assertThat(plan.targetName()).isEqualTo(first);
    assertThat(plan.target().resolved()).isEqualTo(RESOLVED);
    assertThat(plan.apply()).noneMatch(Job.class::isInstance);
  }

  @Test
  void aRecordOfAnOperatorThatDidNotAskStaysAsItIs() {
    Scene scene = Scene.of(ONE);
    ControllerRevision record = withoutResolved(recordOf(scene.plan()));
    scene = Scene.of(ONE).recorded(record).unresolved();

    assertThat(scene.plan().targetName()).isEqualTo(record.getMetadata().getName());
    assertThat(scene.plan().target().resolved()).isNull();
    scene.edit(ONE + "resources: {limits: {memory: 2Gi}}");
    assertThat(scene.plan().apply()).anyMatch(Job.class::isInstance);
  }

  @Test
  void ofALostRecordThePodsStillTell() {
    Scene scene = Scene.of(ONE);
    String first = scene.record();
    scene.deployment(first, 1).loseRecords().unresolved();

    assertThat(scene.plan().targetName()).isEqualTo(first);
    assertThat(scene.plan().target().resolved())
        .isEqualTo(new Resolved(RESOLVED.uri(), IDENTITY, null));
  }

  @Test
  void whatServesGoesOnMeanwhile() {
    Scene scene = serving();
    String first = scene.record();

    Plan plan = scene.edit(TWO + "replicas: 3\n").unresolved().plan();

    assertThat(plan.targetName()).isEqualTo(first);
    assertThat(plan.isDeclared()).isFalse();
    assertThat(plan.apply()).last().isInstanceOf(Job.class);
    assertThat(plan.apply())
        .filteredOn(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .singleElement()
        .satisfies(d -> assertThat(d.getMetadata().getName()).isEqualTo(first))
        .satisfies(d -> assertThat(d.getSpec().getReplicas()).isEqualTo(3));
  }

  @Test
  void whatTheSourceRefusesIsToldAtOnceAndAskedAgainAMinuteAfterTheJobFailed() {
    Scene scene = Scene.of(ONE).resolver(Pods.unresolved("ModelNotFound: nothing is there"));
    assertThat(scene.plan().resolving().finding())
        .isEqualTo(new Finding(Reason.MODEL_NOT_FOUND, "nothing is there", true));

    scene.jobEnded("Failed", Duration.ofSeconds(59));
    assertThat(scene.plan().resolving().isOver()).isFalse();
    assertThat(scene.plan().resolving().lookAgain()).isEqualTo(Scene.NOW.plusSeconds(1));
    assertThat(scene.plan().delete()).isEmpty();

    scene.jobEnded("Failed", Duration.ofSeconds(60));
    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
    assertThat(scene.plan().apply()).isEmpty();
  }

  @Test
  void afterAnEditItIsAskedAgainAtOnce() {
    Scene scene =
        Scene.of(ONE)
            .resolver(Pods.unresolved("AccessDenied: HTTP 401"))
            .jobEnded("Failed", Duration.ofSeconds(1));
    scene.previous(StatusFactory.of(scene.situation()));
    assertThat(scene.plan().delete()).isEmpty();

    scene.edit(ONE + "replicas: 2");

    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
  }

  @Test
  void anAccidentIsOneUntilItComesAgain() {
    Scene scene = Scene.of(ONE).resolver(Pods.unresolved("FetchFailed: no answer"));
    assertThat(scene.plan().resolving().finding().stuck()).isFalse();
    scene.jobEnded("Failed", Duration.ZERO);
    assertThat(scene.plan().resolving().finding().stuck()).isTrue();
  }

  @Test
  void aJobWithoutAPodIsToldAndReplaced() {
    Scene scene = Scene.of(ONE).jobWithoutPod(Duration.ofSeconds(9));
    assertThat(scene.plan().resolving().finding()).isNull();
    assertThat(scene.plan().resolving().lookAgain()).isEqualTo(Scene.NOW.plusSeconds(1));

    scene.jobWithoutPod(Duration.ofSeconds(10));
    assertThat(scene.plan().resolving().finding().reason()).isEqualTo(Reason.POD_REFUSED);
    scene.jobWithoutPod(Duration.ofMinutes(9).minusSeconds(1));
    assertThat(scene.plan().resolving().isOver()).as("its controller tries again").isFalse();
    assertThat(scene.plan().resolving().lookAgain()).isEqualTo(Scene.NOW.plusSeconds(1));

    scene.jobWithoutPod(Duration.ofMinutes(9));
    assertThat(scene.plan().resolving().isOver()).isTrue();
    assertThat(scene.plan().resolving().finding().reason()).isEqualTo(Reason.POD_REFUSED);
  }

  @Test
  void afterAnEditAJobWithoutAPodIsReplacedAtOnce() {
    Scene scene = Scene.of(ONE).jobWithoutPod(Duration.ofSeconds(11));
    scene.previous(StatusFactory.of(scene.situation()));
    assertThat(scene.plan().delete()).isEmpty();

    scene.edit(ONE + "resources: {limits: {cpu: '1'}}");

    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
  }

  @Test
  void aJobThatSomebodySuspendsIsWaitedForAndNotFought() {
    Scene scene = Scene.of(ONE).jobWithoutPod(Duration.ofDays(1)).jobSuspended();
    Resolving resolving = scene.plan().resolving();
    assertThat(resolving.finding().reason()).isEqualTo(Reason.SCHEDULING_GATED);
    assertThat(resolving.finding().stuck()).isFalse();
    assertThat(resolving.finding().message())
        .isEqualTo(
            "Job %s gets no pod before who suspended it (spec.suspend), such as a queue, lets it go on"
                .formatted(resolving.name()));
    assertThat(resolving.lookAgain()).isNull();
    scene.previous(StatusFactory.of(scene.situation()));
    scene.edit(ONE + "replicas: 2");
    assertThat(scene.plan().delete()).as("its place in the queue stays").isEmpty();

    scene.jobGoesOn();
    assertThat(scene.plan().resolving().finding().reason()).isEqualTo(Reason.SCHEDULING_GATED);
  }

  @Test
  void aJobThatGoesOnHasTheTimeOfANewOne() {
    Scene scene = Scene.of(ONE).jobWithoutPod(Duration.ofDays(1)).jobWentOn(Duration.ofSeconds(9));
    assertThat(scene.plan().resolving().finding()).isNull();
    assertThat(scene.plan().resolving().lookAgain()).isEqualTo(Scene.NOW.plusSeconds(1));

    scene.jobWentOn(Duration.ofMinutes(9).minusSeconds(1));
    assertThat(scene.plan().resolving().finding().reason()).isEqualTo(Reason.POD_REFUSED);
    assertThat(scene.plan().resolving().isOver()).isFalse();
    scene.jobWentOn(Duration.ofMinutes(9));
    assertThat(scene.plan().resolving().isOver()).isTrue();
  }

  @Test
  void soIsOneWhosePodSomebodyHoldsBack() {
    Scene scene =
        Scene.of(ONE)
            .jobWithoutPod(Duration.ofDays(1))
            .jobRuns()
            .resolver(Pods.gated("kueue.x-k8s.io/admission").aged(Duration.ofDays(1)));
    scene.previous(StatusFactory.of(scene.situation()));
    scene.edit(ONE + "replicas: 2");

    Resolving resolving = scene.plan().resolving();
    assertThat(resolving.finding().reason()).isEqualTo(Reason.SCHEDULING_GATED);
    assertThat(resolving.finding().stuck()).isFalse();
    assertThat(resolving.finding().message()).endsWith(": kueue.x-k8s.io/admission");
    assertThat(resolving.lookAgain()).isNull();
    assertThat(scene.plan().delete()).isEmpty();
  }

  @Test
  void aPodThatNoNodeTakesNeedsAPersonAfterTheDeadlineAndGoesOnWaiting() {
    String spec = ONE + "rollout: {scheduleDeadline: 20m}";
    Pods pod = Pods.unschedulable("0/3 nodes are available");
    Scene scene = Scene.of(spec).resolver(pod.aged(Duration.ofMinutes(20).minusSeconds(1)));
    assertThat(scene.plan().resolving().finding())
        .isEqualTo(new Finding(Reason.UNSCHEDULABLE, "0/3 nodes are available", false));
    assertThat(scene.plan().resolving().lookAgain()).isEqualTo(Scene.NOW.plusSeconds(1));

    scene.resolver(pod.aged(Duration.ofMinutes(20)));
    assertThat(scene.plan().resolving().finding().stuck()).isTrue();
    assertThat(scene.plan().resolving().isOver()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exceeded quota: pods, requested: pods=1, used: pods=0, limited: pods=0 | QuotaExceeded",
        "minimum memory usage per Container is 1Gi, but request is 192Mi | LimitRangeViolated",
        "violates PodSecurity \"restricted:latest\": host namespaces | PodSecurityViolated",
        "admission webhook \"w.test\" denied the request: no | PodRefused",
      })
  void whatRefusesTheJobsPodIsToldInItsOwnWords(String words, String reason) {
    Plan plan = Scene.of(ONE).jobWithoutPod(Duration.ofSeconds(10)).plan();
    assertThat(plan.resolving().isRefused()).isTrue();

    Finding told = plan.refused(words).resolving().finding();

    assertThat(told.reason().value()).isEqualTo(reason);
    assertThat(told.stuck()).isTrue();
    assertThat(told.message())
        .startsWith("Job " + plan.resolving().name() + " gets no pod: " + words + ". ")
        .endsWith("With spec.model.digest no Job is needed.");
  }

  @Test
  void aJobThatRanOutOfTimeSaysSo() {
    Scene scene =
        Scene.of(ONE).jobWithoutPod(Duration.ofMinutes(10)).jobEnded("Failed", Duration.ZERO);

    assertThat(scene.plan().resolving().finding())
        .satisfies(f -> assertThat(f.reason()).isEqualTo(Reason.FETCH_FAILED))
        .satisfies(f -> assertThat(f.message()).contains("on a node its pod has 5m"));
  }

  @Test
  void anAnswerThatWasLostIsAskedForAgain() {
    Scene scene = Scene.of(ONE).jobWithoutPod(Duration.ofMinutes(1));

    scene.jobEnded("Complete", Duration.ofSeconds(59));
    assertThat(scene.plan().resolving().finding()).isNull();
    assertThat(scene.plan().resolving().isOver()).isFalse();

    scene.jobEnded("Complete", Duration.ofSeconds(60));
    assertThat(scene.plan().resolving().isOver()).isTrue();
  }

  @Test
  void anAnswerThatNobodyUnderstandsIsTold() {
    Scene scene =
        Scene.of(ONE).resolver(Pods.resolved("Fetched: x")).jobEnded("Complete", Duration.ZERO);

    assertThat(scene.plan().resolving().finding().reason()).isEqualTo(Reason.FETCH_FAILED);
  }

  @Test
  void whilePausedNobodyIsAsked() {
    Scene scene = serving();
    scene.edit(TWO + "paused: true\n").resolver(Pods.resolving());

    assertThat(scene.plan().resolving()).isNull();
    assertThat(scene.plan().apply()).noneMatch(Job.class::isInstance);
    assertThat(scene.plan().delete()).singleElement().isInstanceOf(Job.class);
  }

  private static Scene serving() {
    Scene scene = Scene.of(ONE);
    String first = scene.record();
    return scene.deployment(first, 1).pod(first, Pods.ready()).service(new Selection.One(first));
  }

  private static List<String> fetch(Plan plan) {
    return plan.target().template().getSpec().getInitContainers().getFirst().getArgs();
  }

  private static ControllerRevision recordOf(Plan plan) {
    HasMetadata record =
        plan.apply().stream()
            .filter(ControllerRevision.class::isInstance)
            .findFirst()
            .orElseThrow();
    return (ControllerRevision) record;
  }

  private static ControllerRevision withoutResolved(ControllerRevision record) {
    var data = new TreeMap<Object, Object>((Map<?, ?>) record.getData());
    assertThat(data.remove("resolved")).isNotNull();
    return new ControllerRevisionBuilder(record).withData(data).build();
  }
}
