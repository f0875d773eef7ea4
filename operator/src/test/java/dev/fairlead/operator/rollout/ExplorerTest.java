package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.SimOperator.Writes;
import dev.fairlead.operator.rollout.SimSpec.Kind;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.testsupport.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Walks at random through what can happen, and checks every decision: pods and nodes that die,
 * readiness that flaps, watches that are behind and not in the same order, writes that fail, an
 * operator that dies between two of them, a status that is lost, edits of everything, candidates
 * that answer golden or mirrored requests, or do so no more, and whatever serves breaks for good.
 * Each walk ends in peace and has to come to what is declared. A walk is repeated by {@code
 * -Dseed}, and millions of steps are gone by {@code -Dcampaign=true}.
 */
class ExplorerTest {
  private static final List<String> REVISIONS = List.of("a", "b", "c", SimSpec.BROKEN);
  private static final int WALK = 1_000;
  private static final int PEACE = 4_000;
  private static final int WALKS = 60;
  private static final int WALKS_OF_A_CAMPAIGN = 4_000;

  @Test
  void everyDecisionKeepsWhatIsPromised() {
    Long only = Long.getLong("seed");
    long first = only == null ? new Random().nextInt() : only;
    int walks = Sample.today().isWhole() ? WALKS_OF_A_CAMPAIGN : WALKS;
    long steps = 0;
    long begin = System.nanoTime();
    for (long seed = first; seed < first + (only == null ? walks : 1); seed++) {
      steps += walk(seed);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf(
        "explorer: seeds from %d, %d steps in %d s, %d a second%n",
        first, steps, time.toSeconds(), steps * 1_000 / Math.max(1, time.toMillis()));
  }

  private static long walk(long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    SimSpec spec = anySpec(random);
    try {
      for (int step = 0; step < WALK; step++) {
        spec = random.nextInt(80) == 0 ? anySpec(random) : spec;
        disturb(cluster, operator, random);
        step(cluster, operator, spec, writes(random));
      }
      operator.judge(Outcome.GOOD);
      operator.gate(Gate.OPEN);
      SimSpec last = last(random);
      for (int step = 0; step < PEACE; step++) {
        step(cluster, operator, last, Writes.ALL);
      }
      assertThat(cluster.deployments.latest())
          .isEqualTo(Map.of(last.target(), last.size().wanted()));
      assertThat(cluster.service.latest().selection()).isEqualTo(new Selection.One(last.target()));
      assertThat(cluster.capacity()).isEqualTo(last.size().wanted());
    } catch (AssertionError e) {
      throw new AssertionError("-Dseed=%d: %s".formatted(seed, e.getMessage()), e);
    }
    return WALK + PEACE;
  }

  private static void disturb(SimCluster cluster, SimOperator operator, Random random) {
    switch (random.nextInt(160)) {
      case 0 -> cluster.kill();
      case 1 -> cluster.loseNode();
      case 2, 3 -> cluster.flap();
      case 4, 5 -> operator.restart();
      case 6 -> operator.forgetStatus();
      case 7 -> operator.judge(Outcome.BAD);
      case 8 -> operator.judge(Outcome.OPEN);
      case 9, 10 -> operator.judge(Outcome.GOOD);
      case 11, 12 -> operator.gate(Gate.VERIFY);
      case 13 -> operator.gate(Gate.MIRROR);
      case 14 -> operator.gate(Gate.FAILED);
      case 15, 16, 17, 18 -> operator.gate(Gate.OPEN);
      case 19 -> cluster.sicken(REVISIONS.get(random.nextInt(2)));
      default -> {}
    }
  }

  private static void step(SimCluster cluster, SimOperator operator, SimSpec spec, Writes writes) {
    cluster.step();
    operator.hear();
    RolloutDecision decision = operator.reconcile(spec, writes);
    new Invariants(spec, operator.last(), decision).check();
    if (operator.gate() != Gate.OPEN) {
      new Invariants(spec, operator.last(), decision).nobodyGetsBehindAGate();
    }
    Invariants.check(operator.canary(), operator.last());
  }

  private static Writes writes(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Writes.NONE;
      case 1 -> Writes.SERVICE;
      default -> Writes.ALL;
    };
  }

  private static SimSpec anySpec(Random random) {
    var size = new Size(random.nextInt(5), random.nextInt(3), random.nextInt(3));
    List<Kind> kinds = List.of(Kind.values());
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    return new SimSpec(REVISIONS.get(random.nextInt(4)), size, random.nextInt(8) == 0, kind);
  }

  /** A canary goes no further where nobody is wanted. */
  private static SimSpec last(Random random) {
    Kind kind = approved(random);
    Size size = anySpec(random).size();
    return new SimSpec(
        "c", kind == Kind.CANARY && size.wanted() == 0 ? size.plus(1) : size, false, kind);
  }

  /** All but the one that waits for a person for ever. */
  private static Kind approved(Random random) {
    List<Kind> kinds = List.of(Kind.ROLLING, Kind.RECREATE, Kind.BLUE_GREEN, Kind.CANARY);
    return kinds.get(random.nextInt(kinds.size()));
  }
}
