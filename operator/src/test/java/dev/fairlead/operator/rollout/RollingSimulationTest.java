package dev.fairlead.operator.rollout;

import static dev.fairlead.operator.rollout.Simulation.assertSettled;
import static dev.fairlead.operator.rollout.Simulation.run;
import static dev.fairlead.operator.rollout.Simulation.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Thousands of rollouts in a simulated cluster: pods get ready when they like, every watch is
 * behind, the user edits in the middle and back, the operator is killed at any point.
 */
class RollingSimulationTest {
  private static final List<String> REVISIONS = List.of("a", "b", "c", SimSpec.BROKEN);
  private static final int STEPS = 1_500;
  private static final int LONG = 4_000;

  @Property(tries = 300)
  void editsAndRestartsCostNoCapacityAndNoAnswer(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    int wanted = 1 + random.nextInt(4);
    var size = new Size(wanted, 1 + random.nextInt(2), random.nextInt(wanted));
    var spec = new SimSpec("a", size, false);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);

    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(150) == 0) {
        spec = new SimSpec(REVISIONS.get(random.nextInt(4)), size, random.nextInt(8) == 0);
      }
      if (random.nextInt(100) == 0) {
        operator.restart();
      }
      cluster.step();
      operator.hear();
      if (random.nextInt(3) == 0) {
        operator.reconcile(spec);
      }
      assertThat(cluster.capacity())
          .as("ready pods behind the Service at step %d", step)
          .isGreaterThanOrEqualTo(size.leastReady());
      assertThat(cluster.everyNodeCanAnswer()).as("an answer at step %d", step).isTrue();
      if (operator.isRolledOut(spec)) {
        assertThat(cluster.everyNodeLeadsTo(spec.declared())).as("Ready at step %d", step).isTrue();
      }
    }

    spec = new SimSpec("b", size, false);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);
  }

  @Property(tries = 300)
  void aVersionThatNeverGetsReadyLeavesTheOldOneServing(@ForAll long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var size = new Size(1 + random.nextInt(4), 1, 0);
    run(cluster, operator, new SimSpec("a", size, false), LONG);

    run(cluster, operator, new SimSpec(SimSpec.BROKEN, size, false), LONG);

    assertThat(cluster.service.latest().selection()).isEqualTo(new Selection.One("a"));
    assertThat(cluster.sizes()).containsEntry("a", size.wanted());
    assertThat(cluster.capacity()).isEqualTo(size.wanted());
  }

  @Property(tries = 150)
  void whateverDiesAndWhateverIsScaledItEndsAsDeclared(@ForAll long seed) {
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

    spec = new SimSpec("c", anySpec(random).size(), false);
    run(cluster, operator, spec, LONG);
    assertSettled(cluster, operator, spec);
  }

  private static SimSpec anySpec(Random random) {
    var size = new Size(random.nextInt(5), random.nextInt(3), random.nextInt(3));
    return new SimSpec(REVISIONS.get(random.nextInt(4)), size, random.nextInt(8) == 0);
  }
}
