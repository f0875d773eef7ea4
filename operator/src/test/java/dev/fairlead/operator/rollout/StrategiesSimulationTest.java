package dev.fairlead.operator.rollout;

import static dev.fairlead.operator.rollout.Simulation.assertSettled;
import static dev.fairlead.operator.rollout.Simulation.run;
import static dev.fairlead.operator.rollout.Simulation.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.SimSpec.Kind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The same as for {@link Rolling}, for what the other strategies promise. */
class StrategiesSimulationTest {
  private static final List<String> REVISIONS = List.of("a", "b", "c", SimSpec.BROKEN);
  private static final int STEPS = 1_500;
  private static final int LONG = 4_000;

  @Property(tries = 300)
  void blueGreenCostsNoCapacityAndNoAnswer(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var size = new Size(1 + random.nextInt(4), 1, 0);
    var spec = new SimSpec("a", size, false, Kind.BLUE_GREEN);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);

    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(150) == 0) {
        String target = REVISIONS.get(random.nextInt(4));
        Kind kind = random.nextInt(4) == 0 ? Kind.UNAPPROVED : Kind.BLUE_GREEN;
        spec = new SimSpec(target, size, random.nextInt(8) == 0, kind);
      }
      if (random.nextInt(100) == 0) {
        operator.restart();
      }
      if (random.nextInt(200) == 0) {
        operator.forgetStatus();
      }
      cluster.step();
      operator.hear();
      if (random.nextInt(3) == 0) {
        operator.reconcile(spec);
      }
      assertThat(cluster.capacity())
          .as("ready pods behind the Service at step %d", step)
          .isGreaterThanOrEqualTo(size.wanted());
      assertThat(cluster.everyNodeCanAnswer()).as("an answer at step %d", step).isTrue();
      if (operator.isRolledOut(spec)) {
        assertThat(cluster.everyNodeLeadsTo(spec.declared())).as("Ready at step %d", step).isTrue();
      }
    }

    spec = new SimSpec("b", size, false, Kind.BLUE_GREEN);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);
  }

  @Property(tries = 200)
  void untilSomebodyApprovesNoRequestReachesTheNewVersion(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var size = new Size(1 + random.nextInt(4), 1, 0);
    run(cluster, operator, new SimSpec("a", size, false, Kind.BLUE_GREEN), LONG);

    var unapproved = new SimSpec("b", size, false, Kind.UNAPPROVED);
    for (int step = 0; step < LONG; step++) {
      step(cluster, operator, unapproved);
      assertThat(cluster.anyNodeLeadsTo("b")).as("at step %d", step).isFalse();
    }
    assertThat(cluster.sizes()).isEqualTo(Map.of("a", size.wanted(), "b", size.wanted()));
    assertThat(operator.reconcile(unapproved).orElseThrow().decision().step())
        .isEqualTo(RolloutDecision.Step.AWAITING_APPROVAL);

    var approved = new SimSpec("b", size, false, Kind.BLUE_GREEN);
    run(cluster, operator, approved, LONG);
    assertSettled(cluster, operator, approved);
  }

  @Property(tries = 200)
  void recreateNeverRunsTwoVersionsAtOnce(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var size = new Size(1 + random.nextInt(4), 1, 0);
    var spec = new SimSpec("a", size, false, Kind.RECREATE);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);

    for (String target : List.of("b", "a")) {
      spec = new SimSpec(target, size, false, Kind.RECREATE);
      for (int step = 0; step < LONG; step++) {
        step(cluster, operator, spec);
        assertThat(Math.min(cluster.present("a"), cluster.present("b")))
            .as("pods of the rarer version at step %d", step)
            .isZero();
      }
      assertSettled(cluster, operator, spec);
    }
  }

  @Property(tries = 150)
  void whateverDiesAndWhicheverStrategyItEndsAsDeclared(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    SimSpec spec = anySpec(random);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(100) == 0) {
        spec = anySpec(random);
      }
      if (random.nextInt(60) == 0) {
        cluster.kill();
      }
      if (random.nextInt(100) == 0) {
        operator.restart();
      }
      step(cluster, operator, spec);
    }

    Kind kind = List.of(Kind.values()).get(random.nextInt(3));
    spec = new SimSpec("c", anySpec(random).size(), false, kind);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);
  }

  private static SimSpec anySpec(Random random) {
    var size = new Size(random.nextInt(5), random.nextInt(3), random.nextInt(3));
    List<Kind> kinds = List.of(Kind.values());
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    return new SimSpec(REVISIONS.get(random.nextInt(4)), size, random.nextInt(8) == 0, kind);
  }
}
