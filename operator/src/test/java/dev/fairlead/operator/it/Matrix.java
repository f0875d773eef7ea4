package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import org.awaitility.Awaitility;
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

  private Matrix(ControlPlane kube) {
    this.kube = kube;
  }

  /** Tells each story undisturbed. */
  static Matrix of(ControlPlane kube) throws InterruptedException, ExecutionException {
    var matrix = new Matrix(kube);
    List<Story> stories = Story.all();
    long before = kube.auditLog().end();
    List<Future<Outcome>> outcomes = matrix.tell(stories.stream().map(Trial::undisturbed).toList());
    List<AuditEvent> events = kube.auditLog().since(before);
    for (int i = 0; i < stories.size(); i++) {
      Outcome outcome = outcomes.get(i).get();
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

  /** A test for each trial, and one that most of the faults happened. */
  Stream<DynamicTest> tests(List<Trial> trials) throws InterruptedException {
    long before = kube.auditLog().end();
    List<Future<Outcome>> outcomes = tell(trials);
    List<AuditEvent> events = kube.auditLog().since(before);
    return Stream.concat(
        IntStream.range(0, trials.size())
            .mapToObj(
                i ->
                    DynamicTest.dynamicTest(
                        trials.get(i).toString(),
                        () -> check(trials.get(i), outcomes.get(i).get(), events))),
        Stream.of(DynamicTest.dynamicTest("most faults happen", () -> checkStruck(outcomes))));
  }

  /** A deletion may be heard of late: what is written until then goes with its owner. */
  private void check(Trial trial, Outcome outcome, List<AuditEvent> events) {
    if (!trial.story().isDeletion()) {
      assertThat(Deeds.of(events, outcome.namespace()))
          .as("%s: %s", trial, outcome.writes())
          .isEqualTo(references.get(trial.story()).deeds());
    }
  }

  /** A status more or less is a matter of time, so that the last writes may not come. */
  private static void checkStruck(List<Future<Outcome>> outcomes)
      throws InterruptedException, ExecutionException {
    int struck = 0;
    for (Future<Outcome> outcome : outcomes) {
      struck += outcome.get().hasStruck() ? 1 : 0;
    }
    assertThat(struck).isGreaterThan(outcomes.size() / 2);
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
    Awaitility.await(trial.toString())
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(EndState.of(models, isThere)).isEqualTo(wanted));
    return wanted;
  }
}
