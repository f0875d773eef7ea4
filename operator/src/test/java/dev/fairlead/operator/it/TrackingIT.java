package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a tag moves to is rolled out by itself, and a look that finds nothing new costs a Job. */
class TrackingIT {
  private static final String TRACKED =
      "model: {uri: \"oci://unresolved.test/models/minilm:stable\", track: {interval: 10m}}\n";
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final Duration LONGER_THAN_AN_INTERVAL = Duration.ofMinutes(30);
  private static final int AT_ONCE = 8;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private static final ClockAhead CLOCK = new ClockAhead();
  private static InProcessOperator operator;
  private static int looks;

  @BeforeAll
  static void start(ControlPlane kube) {
    operator = Kube.startOperator(kube, TestConfig.DEFAULT, CLOCK);
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @AfterEach
  void itIsNow() {
    CLOCK.by(Duration.ZERO);
  }

  @Test
  void aLookThatFindsNothingNewWritesNothingButItsJob(ControlPlane kube) {
    Models models = models(kube);
    ModelDeployment ready = starts(models, "minilm");
    String first = ready.getStatus().stableRevision();
    Job asked = awaitEnded(models, "minilm");
    assertThat(ready.getStatus().tracking().job()).isEqualTo(asked.getMetadata().getName());
    long before = kube.auditLog().end();

    looksAgain(models, "minilm", asked);
    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(A));
    awaitEnded(models, "minilm");
    isLookedAt(models, "minilm");

    assertThat(Kube.writes(kube, before, models.namespace()))
        .filteredOn(event -> event.code() < 400)
        .extracting(AuditEvent::verb, AuditEvent::resource)
        .containsExactly(tuple("delete", "jobs"), tuple("patch", "jobs"));
    assertThat(models.get("minilm").getStatus().stableRevision()).isEqualTo(first);
    assertThat(models.records("minilm")).hasSize(1);
  }

  @Test
  void whatMovedIsOneMoreRevisionThatEveryPodFetches(ControlPlane kube) {
    Models models = models(kube);
    ModelDeployment ready = starts(models, "minilm");
    String first = ready.getStatus().stableRevision();

    Job moved = looksAgain(models, "minilm", awaitEnded(models, "minilm"));
    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(B));

    ModelDeployment after =
        models.await(
            "minilm",
            md ->
                !first.equals(md.getStatus().stableRevision())
                    && Models.is(md, "Ready", "True")
                    && Models.condition(md, "Reconciling").isEmpty());
    assertThat(after.getMetadata().getGeneration()).isEqualTo(ready.getMetadata().getGeneration());
    assertThat(after.getStatus().tracking().identity()).isEqualTo(B);
    assertThat(after.getStatus().revisions()).hasSize(2);
    assertThat(after.getStatus().revisions().getFirst())
        .satisfies(r -> assertThat(r.reason()).isEqualTo("Tracked"))
        .satisfies(r -> assertThat(r.model().resolved()).endsWith(B));
    assertThat(models.pods("minilm"))
        .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getInitContainers().getFirst().getArgs())
                    .contains("--identity=" + B));
    Awaitility.await("it is told")
        .atMost(Duration.ofMinutes(1))
        .until(() -> events(models).contains("TrackedReferenceMoved"));

    looksAgain(models, "minilm", moved);
    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(B));
    awaitEnded(models, "minilm");
    isLookedAt(models, "minilm");
    assertThat(models.records("minilm")).hasSize(2);
  }

  @Test
  void aSourceThatCannotBeAskedIsToldAndWhatServesGoesOn(ControlPlane kube) {
    Models models = models(kube);
    ModelDeployment ready = starts(models, "minilm");

    looksAgain(models, "minilm", awaitEnded(models, "minilm"));
    // it tries twice by itself
    SourceAnswers.end(models, "minilm", 1, "AccessDenied: HTTP 401");
    SourceAnswers.end(models, "minilm", 1, "AccessDenied: HTTP 401");

    ModelDeployment after =
        models.await("minilm", md -> "AccessDenied".equals(md.getStatus().tracking().reason()));
    assertThat(Models.is(after, "Ready", "True")).isTrue();
    assertThat(Models.condition(after, "Stalled")).isEmpty();
    assertThat(after.getStatus().stableRevision()).isEqualTo(ready.getStatus().stableRevision());
  }

  @Test
  void manyThatAreDueTakeTurns(ControlPlane kube) {
    Models models = models(kube);
    List<String> names = IntStream.range(0, AT_ONCE + 3).mapToObj(i -> "m" + i).toList();
    names.forEach(name -> models.apply(name, TRACKED));
    names.forEach(name -> SourceAnswers.end(models, name, 0, SourceAnswers.of(A)));
    names.forEach(models::awaitReady);
    Set<String> old =
        names.stream()
            .map(name -> awaitEnded(models, name).getMetadata().getUid())
            .collect(Collectors.toSet());

    looks++;
    CLOCK.by(LONGER_THAN_AN_INTERVAL.multipliedBy(looks));
    names.forEach(name -> poke(models, name));
    Awaitility.await("so many ask")
        .atMost(Duration.ofMinutes(1))
        .until(() -> newJobs(models, names, old) >= AT_ONCE);
    names.forEach(name -> isLookedAt(models, name));

    assertThat(newJobs(models, names, old)).isEqualTo(AT_ONCE);
  }

  private static long newJobs(Models models, List<String> names, Set<String> old) {
    return names.stream()
        .flatMap(name -> models.jobs(name).stream())
        .filter(job -> !old.contains(job.getMetadata().getUid()))
        .count();
  }

  private static Models models(ControlPlane kube) {
    return new Models(kube.client(), kube.newNamespace("tracking"));
  }

  private static ModelDeployment starts(Models models, String name) {
    models.apply(name, TRACKED);
    SourceAnswers.end(models, name, 0, SourceAnswers.of(A));
    return models.awaitReady(name);
  }

  /** Its Job, once that has. */
  private static Job awaitEnded(Models models, String name) {
    return Awaitility.await("the Job has ended")
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> models.jobs(name).stream().findFirst().orElse(null),
            job ->
                job != null
                    && job.getStatus() != null
                    && job.getStatus().getCompletionTime() != null);
  }

  /** Until another Job than that one asks; then it is as late as it is again. */
  private static Job looksAgain(Models models, String name, Job before) {
    looks++;
    CLOCK.by(LONGER_THAN_AN_INTERVAL.multipliedBy(looks));
    poke(models, name);
    Job next =
        Awaitility.await("another Job")
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> models.jobs(name).stream().findFirst().orElse(null),
                job ->
                    job != null
                        && !job.getMetadata().getUid().equals(before.getMetadata().getUid()));
    CLOCK.by(Duration.ZERO);
    return next;
  }

  /** Whatever the operator would do about it, it has done. */
  private static void isLookedAt(Models models, String name) {
    long before = operator.reconciles();
    poke(models, name);
    Awaitility.await("it is looked at")
        .atMost(Duration.ofMinutes(1))
        .until(() -> operator.reconciles() > before);
  }

  /** Has it looked at now. */
  private static void poke(Models models, String name) {
    models
        .client()
        .resources(ModelDeployment.class)
        .inNamespace(models.namespace())
        .withName(name)
        .edit(
            md -> {
              md.getMetadata().setAnnotations(Map.of("test", Long.toString(System.nanoTime())));
              return md;
            });
  }

  private static List<String> events(Models models) {
    return models.client().v1().events().inNamespace(models.namespace()).list().getItems().stream()
        .map(event -> event.getReason())
        .toList();
  }
}
