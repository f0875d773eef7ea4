package dev.fairlead.operator.rollout;

import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operator in the simulated cluster: it sees caches that are behind, except for what it wrote
 * itself, and carries out what a {@link Strategy} decides.
 */
final class SimOperator {
  /** Some hundred steps of the simulated cluster. */
  private static final Duration KEEP_OLD = Duration.ofSeconds(20);

  private static final List<CanaryStep> STEPS =
      List.of(
          new CanaryStep(0, Duration.ZERO, false),
          new CanaryStep(10, Duration.ofSeconds(5), false),
          new CanaryStep(60, Duration.ofSeconds(5), true));

  private final SimCluster cluster;
  private final Random random;
  private Timeline<Map<Integer, SimPod>>.Watch pods;
  private Timeline<SimSlices>.Watch slices;
  private Timeline<Map<String, Integer>>.Watch deployments;
  private @Nullable String exactState;
  private long exactSince;
  private @Nullable String keeper;
  private long keptSince;
  private @Nullable CanaryProgress progress;
  private int inForce;
  private Outcome outcome = Outcome.GOOD;
  private Gate gate = Gate.OPEN;
  private @Nullable RolloutInput last;
  private @Nullable Canary canary;

  SimOperator(SimCluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.pods = cluster.pods.watch();
    this.slices = cluster.slices.watch();
    this.deployments = cluster.deployments.watch();
  }

  /** It dies and another takes over, which lists everything and remembers nothing. */
  void restart() {
    pods = cluster.pods.watch();
    slices = cluster.slices.watch();
    deployments = cluster.deployments.watch();
    exactState = null;
  }

  /** Its watches hear a bit more. */
  void hear() {
    switch (random.nextInt(3)) {
      case 0 -> pods.advance(1 + random.nextInt(4));
      case 1 -> slices.advance(1 + random.nextInt(2));
      default -> deployments.advance(1);
    }
  }

  /** How much of a reconcile comes to its end: another was quicker, or the operator dies. */
  enum Writes {
    ALL,
    SERVICE,
    NONE
  }

  /** One reconcile. */
  RolloutDecision reconcile(SimSpec spec) {
    return reconcile(spec, Writes.ALL);
  }

  /** One reconcile, of which only so much is written. */
  RolloutDecision reconcile(SimSpec spec, Writes writes) {
    RolloutInput input = input(spec);
    Strategy strategy = strategy(spec);
    RolloutDecision decision = strategy.decide(input);
    if (!decision.equals(strategy.decide(input))) {
      throw new AssertionError("same inputs, other decision");
    }
    last = input;
    canary = canary(input.others());
    if (writes == Writes.ALL) {
      writeDeployments(decision);
    }
    if (writes != Writes.NONE) {
      cluster.service.set(cluster.service.latest().selecting(decision.selection()), cluster.now);
    }
    if (writes == Writes.ALL) {
      share(spec, input);
      remember(input, decision.step());
    }
    return decision;
  }

  /** The stable pods read their new share a while after it was written. */
  private void share(SimSpec spec, RolloutInput input) {
    CanaryDecision decision =
        spec.strategy() == SimSpec.Kind.CANARY ? canary(input.others()).decide(input) : null;
    progress = decision == null ? null : decision.progress();
    int written = decision == null ? 0 : decision.weight();
    boolean isRead = inForce == written || random.nextBoolean();
    inForce = isRead && hasReady(input.selection()) ? written : -1;
  }

  /** Else nobody tells which share is in force. */
  private boolean hasReady(Selection selection) {
    return pods.value().values().stream()
        .anyMatch(p -> p.isReady() && selection.reaches(p.revision()));
  }

  /** What the last decision was taken from. */
  RolloutInput last() {
    return Objects.requireNonNull(last);
  }

  /** The candidate as it was judged by its requests then, and how far it was. */
  Canary canary() {
    return Objects.requireNonNull(canary);
  }

  private Canary canary(List<RevisionPods> others) {
    List<RevisionPods> there = others.stream().filter(o -> !o.isGone()).toList();
    boolean isNeeded =
        !there.isEmpty() && there.stream().allMatch(o -> cluster.isBroken(o.revision()));
    return new Canary(STEPS, progress, outcome, true, inForce, isNeeded, gate);
  }

  /** What the analysis would say of a candidate from now on. */
  void judge(Outcome judged) {
    outcome = judged;
  }

  /** What stands between a candidate and its first request from now on. */
  void gate(Gate now) {
    gate = now;
  }

  Gate gate() {
    return gate;
  }

  private void writeDeployments(RolloutDecision decision) {
    var wanted = new TreeMap<>(cluster.deployments.latest());
    decision.remove().forEach(wanted::remove);
    wanted.putAll(decision.replicas());
    if (!cluster.deployments.latest().equals(wanted)) {
      cluster.deployments.set(Map.copyOf(wanted), cluster.now);
      if (decision.remove().isEmpty()) {
        deployments.catchUp(); // own writes are seen at once, own deletions are not
      }
    }
  }

  private Strategy strategy(SimSpec spec) {
    boolean isKept = spec.target().equals(keeper);
    Instant since = isKept ? Instant.ofEpochMilli(keptSince) : null;
    return switch (spec.strategy()) {
      case ROLLING -> Rolling::decide;
      case RECREATE -> Recreate::decide;
      case BLUE_GREEN -> new Gated(gate, new BlueGreen(true, since, KEEP_OLD));
      case UNAPPROVED -> new Gated(gate, new BlueGreen(false, since, KEEP_OLD));
      case CANARY -> in -> canary(in.others()).decide(in).rollout();
    };
  }

  /** In the status, which outlives the operator. */
  private void remember(RolloutInput input, RolloutDecision.Step step) {
    if (step == RolloutDecision.Step.DONE && !input.isAlone()) {
      return;
    }
    if (step != RolloutDecision.Step.KEEPING) {
      keeper = null;
    } else if (!input.target().equals(keeper)) {
      keeper = input.target();
      keptSince = cluster.now;
    }
  }

  /** The status is lost. */
  void forgetStatus() {
    keeper = null;
    progress = null;
  }

  /** Whether the status would say that the target serves all requests. */
  boolean isRolledOut(SimSpec spec) {
    RolloutInput input = input(spec);
    return input.selection().equals(new Selection.One(spec.target()))
        && (input.others().isEmpty() || spec.target().equals(keeper))
        && input.exactSince() != null
        && !input.now().isBefore(input.exactSince().plus(Rolling.NODES_FOLLOW));
  }

  private RolloutInput input(SimSpec spec) {
    SimService service = cluster.service.latest();
    Selection selection = service.selection();
    Set<Integer> exact =
        pods.value().values().stream()
            .filter(p -> p.isReady() && selection.reaches(p.revision()))
            .map(SimPod::id)
            .collect(Collectors.toCollection(TreeSet::new));
    String state =
        !exact.isEmpty() && new SimSlices(exact, service.number()).equals(slices.value())
            ? selection + " " + exact
            : null;
    if (state == null || !state.equals(exactState)) {
      exactState = state;
      exactSince = cluster.now;
    }
    return new RolloutInput(
        spec.target(),
        spec.size(),
        spec.paused(),
        new TreeMap<>(deployments.value())
            .entrySet().stream().map(d -> live(d.getKey(), d.getValue(), selection)).toList(),
        selection,
        slices.value().number() == service.number(),
        state == null ? null : Instant.ofEpochMilli(exactSince),
        Instant.ofEpochMilli(cluster.now));
  }

  private RevisionPods live(String revision, int desired, Selection selection) {
    List<SimPod> present =
        pods.value().values().stream()
            .filter(p -> p.revision().equals(revision) && !p.isEnding())
            .toList();
    List<SimPod> ready = present.stream().filter(SimPod::isReady).toList();
    long serving =
        selection.reaches(revision)
            ? ready.stream().filter(p -> slices.value().pods().contains(p.id())).count()
            : 0;
    return new RevisionPods(
        revision,
        revision.hashCode(),
        desired,
        present.size(),
        ready.size(),
        (int) serving,
        (int)
            pods.value().values().stream()
                .filter(p -> p.revision().equals(revision) && p.isEnding())
                .count());
  }
}
