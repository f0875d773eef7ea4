package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
   * How often a story is told until its fault happens: how many times a status is written is a
   * matter of time, so that the last time may not come.
   */
  private static final int MOST_TELLINGS = 5;

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
   * @param writes of the operator that come whenever it is told
   * @param deeds what the API server recorded of it
   * @param end what was left
   */
  private record Reference(List<Write> writes, Deeds deeds, String end) {}

  private final ControlPlane kube;
  private final Map<Story, Reference> references = new LinkedHashMap<>();

  private Matrix(ControlPlane kube) {
    this.kube = kube;
  }

  /** Tells each story undisturbed, twice: what differs then is a matter of time. */
  static Matrix of(ControlPlane kube) throws InterruptedException, ExecutionException {
    var matrix = new Matrix(kube);
    List<Story> stories = Story.all();
    AuditLog.Mark before = kube.auditLog().mark();
    List<Future<Outcome>> told =
        matrix.tell(
            Collections.nCopies(2, stories).stream()
                .flatMap(List::stream)
                .map(Trial::undisturbed)
                .toList());
    List<AuditEvent> events = kube.auditLog().since(before);
    for (int i = 0; i < stories.size(); i++) {
      Outcome outcome = told.get(i).get();
      Outcome again = told.get(stories.size() + i).get();
      Deeds deeds = Deeds.of(events, outcome.namespace());
      assertAlike(
          stories.get(i),
          Deeds.of(events, again.namespace()),
          deeds,
          stories.get(i) + ", told again");
      List<Write> writes = common(outcome.writes(), again.writes());
      matrix.references.put(stories.get(i), new Reference(writes, deeds, outcome.end()));
      System.out.printf("%s: %s, %s%n", stories.get(i), writes, deeds);
    }
    return matrix;
  }

  /** In the order of the first. */
  private static List<Write> common(List<String> first, List<String> second) {
    var common = new ArrayList<Write>();
    var times = new HashMap<String, Integer>();
    for (String name : first) {
      int time = times.merge(name, 1, Integer::sum);
      if (time <= Collections.frequency(second, name)) {
        common.add(new Write(name, time));
      }
    }
    return common;
  }

  /** Each story with each of the faults at each write. */
  List<Trial> trials(List<Fault> faults) {
    var trials = new ArrayList<Trial>();
    references.forEach(
        (story, reference) ->
            reference
                .writes()
                .forEach(
                    write -> faults.forEach(fault -> trials.add(new Trial(story, fault, write)))));
    return trials;
  }

  /** Runs all of these; gives a test for each. */
  Stream<DynamicTest> tests(List<Trial> trials) throws InterruptedException {
    AuditLog.Mark before = kube.auditLog().mark();
    List<Future<Outcome>> told = tell(trials);
    List<AuditEvent> events = kube.auditLog().since(before);
    return IntStream.range(0, trials.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    trials.get(i).toString(), () -> check(trials.get(i), told.get(i), events)));
  }

  private void check(Trial trial, Future<Outcome> told, List<AuditEvent> events)
      throws InterruptedException, ExecutionException {
    Outcome outcome = told.get();
    assertAlike(
        trial.story(),
        Deeds.of(events, outcome.namespace()),
        references.get(trial.story()).deeds(),
        "%s: %s".formatted(trial, outcome.writes()));
    String struck =
        "%s has happened in the last of %d tellings: %s"
            .formatted(trial, MOST_TELLINGS, outcome.writes());
    if (trial.write().mayNotCome()) {
      assumeThat(outcome.hasStruck()).as(struck).isTrue();
    } else {
      assertThat(outcome.hasStruck()).as(struck).isTrue();
    }
  }

  /**
   * An operator may hear of the owner's end after that of what went with it: that is made again,
   * and goes with its owner.
   */
  private static void assertAlike(Story story, Deeds deeds, Deeds wanted, String what) {
    if (story.isDeletion()) {
      assertThat(deeds.objects()).as(what).isEqualTo(wanted.objects());
    } else {
      assertThat(deeds).as(what).isEqualTo(wanted);
    }
  }

  private List<Future<Outcome>> tell(List<Trial> trials) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      return threads.invokeAll(
          trials.stream().<Callable<Outcome>>map(trial -> () -> tell(trial)).toList());
    }
  }

  private Outcome tell(Trial trial) throws IOException {
    Outcome outcome = tellOnce(trial);
    for (int i = 1; i < MOST_TELLINGS && trial.isDisturbed() && !outcome.hasStruck(); i++) {
      outcome = tellOnce(trial);
    }
    return outcome;
  }

  private Outcome tellOnce(Trial trial) throws IOException {
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
    String wanted = reference.end();
    Waiting.await(trial.toString())
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(EndState.of(models, isThere)).isEqualTo(wanted));
    return wanted;
  }
}
