package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/**
 * What all simulated rollouts have in common: how time passes, and what an end of it looks like.
 */
final class Simulation {
  private Simulation() {}

  /** So many steps of a cluster and its operator, with one spec. */
  static void run(SimCluster cluster, SimOperator operator, SimSpec spec, int steps) {
    for (int step = 0; step < steps; step++) {
      step(cluster, operator, spec);
    }
  }

  /** One of them. */
  static void step(SimCluster cluster, SimOperator operator, SimSpec spec) {
    cluster.step();
    operator.hear();
    operator.reconcile(spec);
  }

  /** Only what the spec declares is there, and it has all the requests. */
  static void assertSettled(SimCluster cluster, SimOperator operator, SimSpec spec) {
    assertThat(cluster.sizes()).isEqualTo(Map.of(spec.declared(), spec.size().wanted()));
    assertThat(cluster.service.latest().selection()).isEqualTo(new Selection.One(spec.declared()));
    assertThat(cluster.capacity()).isEqualTo(spec.size().wanted());
    if (spec.size().wanted() > 0) {
      assertThat(operator.isRolledOut(spec)).isTrue();
    }
  }
}
