package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tells stories side by side, each in a namespace of its own with an operator that serves only it,
 * and compares those that were disturbed with the one that was not.
 */
final class Matrix {
  /** Most of the time one waits for something. */
  private static final int SIDE_BY_SIDE = 8;

  /**
   * How a story came out.
   *
   * @param namespace where
   * @param writes of the operator
   * @param hasStruck whether the fault happened
   * @param end what was left
   */
  private record Outcome(String namespace, List<String> writes, boolean hasStruck, String end) {}

  /**
   * How a story comes out that nobody disturbs.
   *
   * @param outcome what was seen of it
   * @param deeds what the API server recorded of it
   */
  private record Reference(Outcome outcome, Deeds deeds) {}

  private final ControlPlane kube;
  private final Map<Story, Reference> references = new LinkedHashMap<>();
  private final Map<Trial, Future<Outcome>> outcomes = new HashMap<>();
  private List<AuditEvent> events = List.of();

  private Matrix(ControlPlane kube) {
    this.kube = kube;
  }

  /** Tells each story undisturbed. */
  static Matrix of(ControlPlane kube) throws InterruptedException, ExecutionException {
    var matrix = new Matrix(kube);
    List<Story> stories = Story.all();
    AuditLog.Mark before = kube.auditLog().mark();
    List<Future<Outcome>> told = matrix.tell(stories.stream().map(Trial::undisturbed).toList());
    List<AuditEvent> events = kube.auditLog().since(before);
    for (int i = 0; i < stories.size(); i++) {
      Outcome outcome = told.get(i).get();
      Deeds deeds = Deeds.of(events, outcome.namespace());
      matrix.references.put(stories.get(i), new Reference(outcome, deeds));
      System.out.printf("%s: %s, %s%n", stories.get(i), outcome.writes(), deeds);
    }
    return matrix;
  }

  /** Each story with each of the faults at each write. */
  List<Trial> trials(List<Fault> faults) {
    var trials = new ArrayList<Trial>();
    references.forEach(
        (story, reference) ->
            IntStream.rangeClosed(1, reference.outcome().writes().size())
                .forEach(
                    write -> faults.forEach(fault -> trials.add(new Trial(story, fault, write)))));
    return trials;
  }

  /** Runs all of these, of whichever faults: so nobody waits for the last ones of a kind. */
  void run(List<Trial> trials) throws InterruptedException {
    AuditLog.Mark before = kube.auditLog().mark();
    List<Future<Outcome>> told = tell(trials);
    events = kube.auditLog().since(before);
    for (int i = 0; i < trials.size(); i++) {
      outcomes.put(trials.get(i), told.get(i));
    }
  }

  /** A test for each of these, which have run, and one that most of their faults happened. */
  Stream<DynamicTest> tests(List<Trial> trials) {
    return Stream.concat(
        trials.stream().map(trial -> DynamicTest.dynamicTest(trial.toString(), () -> check(trial))),
        Stream.of(DynamicTest.dynamicTest("most faults happen", () -> checkStruck(trials))));
  }

  /** A deletion may be heard of late: what is written until then goes with its owner. */
  private void check(Trial trial) throws InterruptedException, ExecutionException {
    Outcome outcome = outcomes.get(trial).get();
    if (!trial.story().isDeletion()) {
      assertThat(Deeds.of(events, outcome.namespace()))
          .as("%s: %s", trial, outcome.writes())
          .isEqualTo(references.get(trial.story()).deeds());
    }
  }

  /** A status more or less is a matter of time, so that the last writes may not come. */
  private void checkStruck(List<Trial> trials) throws InterruptedException, ExecutionException {
    int struck = 0;
    for (Trial trial : trials) {
      struck += outcomes.get(trial).get().hasStruck() ? 1 : 0;
    }
    assertThat(struck).isGreaterThan(trials.size() / 2);
  }

  private List<Future<Outcome>> tell(List<Trial> trials) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      return threads.invokeAll(
          trials.stream().<Callable<Outcome>>map(trial -> () -> tell(trial)).toList());
    }
  }

  private Outcome tell(Trial trial) throws IOException {
    var models = new Models(kube.client(), kube.newNamespace("matrix"));
    Config config = Kube.configOfOperator(kube);
    var disturbance = new Disturbance(trial.fault(), trial.write(), config);
    try (var operator = new RestartedOperator(config, models.namespace(), disturbance)) {
      trial.story().given().accept(models);
      operator.disturbance().arm();
      trial.story().when().accept(models);
      String end = end(trial, models);
      return new Outcome(models.namespace(), disturbance.writes(), disturbance.hasStruck(), end);
    } finally {
      models.client().namespaces().withName(models.namespace()).delete();
    }
  }

  private String end(Trial trial, Models models) {
    boolean isThere = !trial.story().isDeletion();
    Reference reference = references.get(trial.story());
    if (reference == null) {
      return EndState.of(models, isThere);
    }
    String wanted = reference.outcome().end();
    Waiting.await(trial.toString())
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(EndState.of(models, isThere)).isEqualTo(wanted));
    return wanted;
  }
}
