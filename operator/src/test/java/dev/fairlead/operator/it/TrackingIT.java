package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;

/** What a tag moves to is rolled out by itself, and a look that finds nothing new costs a Job. */
class TrackingIT {
  private static final String TRACKED =
      "model: {uri: \"oci://unresolved.test/models/minilm:stable\", track: {interval: 4m}}\n";
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);

  /** Two of them, and less than the time after which a Job without a pod is given up. */
  private static final Duration LONGER_THAN_AN_INTERVAL = Duration.ofSeconds(510);

  private static final int AT_ONCE = 8;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  private final ClockAhead clock = new ClockAhead();
  private Models models;
  private InProcessOperator operator;

  @BeforeEach
  void start(ControlPlane kube) {
    models = new Models(kube.client(), kube.newNamespace("tracking"));
    operator = Kube.startOperator(kube, TestConfig.DEFAULT.watching(models.namespace()), clock);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  @Execution(CONCURRENT)
  void aLookThatFindsNothingNewWritesNothingButItsJob(ControlPlane kube) {
    ModelDeployment ready = starts("minilm");
    String first = ready.getStatus().stableRevision();
    Job asked = awaitEnded("minilm");
    assertThat(ready.getStatus().tracking().job()).isEqualTo(asked.getMetadata().getName());
    AuditLog.Mark before = kube.auditLog().mark();

    looksAgain("minilm", asked);
    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(A));
    awaitEnded("minilm");
    isLookedAt("minilm");

    assertThat(Kube.writes(kube, before, models.namespace()))
        .filteredOn(event -> event.code() < 400)
        .extracting(AuditEvent::verb, AuditEvent::resource)
        .containsExactly(tuple("delete", "jobs"), tuple("patch", "jobs"));
    assertThat(models.get("minilm").getStatus().stableRevision()).isEqualTo(first);
    assertThat(models.records("minilm")).hasSize(1);
  }

  @Test
  @Execution(CONCURRENT)
  void whatMovedIsOneMoreRevisionThatEveryPodFetches() {
    ModelDeployment ready = starts("minilm");
    String first = ready.getStatus().stableRevision();

    Job moved = looksAgain("minilm", awaitEnded("minilm"));
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
    // those of a Deployment that was deleted go a little later
    Waiting.until(
        "every pod fetches it",
        () ->
            models.pods("minilm").stream()
                .allMatch(pod -> fetchArguments(pod).contains("--identity=" + B)));
    Waiting.until("it is told", () -> events().contains("TrackedReferenceMoved"));

    looksAgain("minilm", moved);
    SourceAnswers.end(models, "minilm", 0, SourceAnswers.of(B));
    awaitEnded("minilm");
    isLookedAt("minilm");
    assertThat(models.records("minilm")).hasSize(2);
  }

  @Test
  @Execution(CONCURRENT)
  void aSourceThatCannotBeAskedIsToldAndWhatServesGoesOn() {
    ModelDeployment ready = starts("minilm");

    looksAgain("minilm", awaitEnded("minilm"));
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
  @Execution(CONCURRENT)
  void manyThatAreDueTakeTurns() {
    List<String> names = IntStream.range(0, AT_ONCE + 3).mapToObj(i -> "m" + i).toList();
    names.forEach(name -> models.apply(name, TRACKED));
    names.forEach(name -> SourceAnswers.end(models, name, 0, SourceAnswers.of(A)));
    names.forEach(models::awaitReady);
    Set<String> old =
        names.stream()
            .map(name -> awaitEnded(name).getMetadata().getUid())
            .collect(Collectors.toSet());

    clock.by(LONGER_THAN_AN_INTERVAL);
    names.forEach(models::poke);
    Waiting.until("so many ask", () -> newJobs(names, old) >= AT_ONCE);
    names.forEach(this::isLookedAt);

    assertThat(newJobs(names, old)).isEqualTo(AT_ONCE);
  }

  private long newJobs(List<String> names, Set<String> old) {
    return names.stream()
        .flatMap(name -> models.jobs(name).stream())
        .filter(job -> !old.contains(job.getMetadata().getUid()))
        .count();
  }

  private ModelDeployment starts(String name) {
    models.apply(name, TRACKED);
    SourceAnswers.end(models, name, 0, SourceAnswers.of(A));
    return models.awaitReady(name);
  }

  /** Its Job, once that has. */
  private Job awaitEnded(String name) {
    return Waiting.await("the Job has ended")
        .until(
            () -> models.jobs(name).stream().findFirst().orElse(null),
            job ->
                job != null
                    && job.getStatus() != null
                    && job.getStatus().getCompletionTime() != null);
  }

  /** Until another Job than that one asks; then it is as late as it is again. */
  private Job looksAgain(String name, Job before) {
    clock.by(LONGER_THAN_AN_INTERVAL);
    models.poke(name);
    Job next =
        Waiting.await("another Job")
            .until(
                () -> models.jobs(name).stream().findFirst().orElse(null),
                job ->
                    job != null
                        && !job.getMetadata().getUid().equals(before.getMetadata().getUid()));
    clock.by(Duration.ZERO);
    return next;
  }

  /** Whatever the operator would do about it, it has done. */
  private void isLookedAt(String name) {
    long before = operator.reconciles();
    models.poke(name);
    Waiting.until("it is looked at", () -> operator.reconciles() > before);
  }

  private static List<String> fetchArguments(Pod pod) {
    return pod.getSpec().getInitContainers().getFirst().getArgs();
  }

  private List<String> events() {
    return models.client().v1().events().inNamespace(models.namespace()).list().getItems().stream()
        .map(event -> event.getReason())
        .toList();
  }
}
