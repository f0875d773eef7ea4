package dev.fairlead.operator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operator in the simulated cluster: it sees caches that are behind, except for what it wrote
 * itself, and carries out what a {@link SimPlanner} plans.
 */
final class SimOperator {
  private final SimCluster cluster;
  private final Random random;
  private final Set<String> recorded = new TreeSet<>();
  private Timeline<Map<Integer, SimPod>>.Watch pods;
  private Timeline<SimSlices>.Watch slices;
  private Timeline<Map<String, SimDeployment>>.Watch deployments;
  private @Nullable String exactState;
  private long exactSince;
  private SimStatus status = SimStatus.NOTHING;
  private SimNews news = SimNews.GOOD;
  private int written;
  private int inForce;

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

  /** What pods tell from now on. */
  void news(UnaryOperator<SimNews> change) {
    news = change.apply(news);
  }

  /** Whether a pin can name that revision. */
  boolean hasRecorded(String revision) {
    return recorded.contains(revision);
  }

  /** The status is lost. */
  void forgetStatus() {
    status = SimStatus.NOTHING;
  }

  /** How much of a reconcile comes to its end: another was quicker, or the operator dies. */
  enum Writes {
    ALL,
    SERVICE,
    NONE
  }

  /** One reconcile; empty where nothing may be made and nothing is there. */
  Optional<SimPlan> reconcile(SimSpec spec) {
    return reconcile(spec, Writes.ALL);
  }

  /** One reconcile, of which only so much is written. */
  Optional<SimPlan> reconcile(SimSpec spec, Writes writes) {
    SimSight seen = look();
    Optional<SimPlan> plan = planner(spec, seen).plan();
    Optional<RolloutDecision> again = planner(spec, seen).plan().map(SimPlan::decision);
    if (!plan.map(SimPlan::decision).equals(again)) {
      throw new AssertionError("same inputs, other decision"); // invariant 9
    }
    plan.ifPresent(p -> carryOut(p, seen, writes));
    return plan;
  }

  private SimPlanner planner(SimSpec spec, SimSight seen) {
    return new SimPlanner(
        spec, seen, status, news, Set.copyOf(recorded), inForce, cluster::isBroken);
  }

  /** In the operator's order: the record, the Service, the Deployments, the status. */
  private void carryOut(SimPlan plan, SimSight seen, Writes writes) {
    if (writes == Writes.NONE) {
      return;
    }
    recorded.add(plan.course().target());
    cluster.service.set(
        cluster.service.latest().selecting(plan.decision().selection()), cluster.now);
    if (writes == Writes.ALL) {
      writeDeployments(plan);
      share(plan);
      status = status.after(plan, seen, isRolledOut(plan, seen));
    }
  }

  private void writeDeployments(SimPlan plan) {
    Map<String, SimDeployment> before = cluster.deployments.latest();
    Map<String, SimDeployment> after = plan.after(before);
    if (!before.equals(after)) {
      cluster.deployments.set(after, cluster.now);
      if (plan.decision().remove().isEmpty()) {
        deployments.catchUp(); // own writes are seen at once, own deletions are not
      }
    }
  }

  /** The stable pods read their new share a while after it was written. */
  private void share(SimPlan plan) {
    if (!plan.course().isHeld()) {
      written = plan.canary() == null ? 0 : plan.canary().weight();
    }
    boolean isRead = inForce == written || random.nextBoolean();
    inForce = isRead && hasReady(plan.input().selection()) ? written : -1;
  }

  /** Else nobody tells which share is in force. */
  private boolean hasReady(Selection selection) {
    return pods.value().values().stream()
        .anyMatch(p -> p.isReady() && selection.reaches(p.revision()));
  }

  /** Whether the status would say that what the spec asks for serves all requests. */
  boolean isRolledOut(SimSpec spec) {
    SimSight seen = look();
    return planner(spec, seen)
        .plan()
        .filter(plan -> plan.course().target().equals(spec.wished()) && isRolledOut(plan, seen))
        .isPresent();
  }

  private static boolean isRolledOut(SimPlan plan, SimSight seen) {
    String target = plan.course().target();
    boolean isAlone =
        switch (plan.decision().step()) {
          case KEEPING -> true;
          case DONE -> seen.live().stream().allMatch(r -> r.revision().equals(target));
          default -> false;
        };
    return isAlone
        && plan.course().wayBack() == null
        && seen.selection().equals(new Selection.One(target))
        && plan.input().isSettled();
  }

  /** What it sees now. */
  SimSight look() {
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
    if (state == null || !Objects.equals(state, exactState)) {
      exactState = state;
      exactSince = cluster.now;
    }
    List<RevisionPods> live =
        new TreeMap<>(deployments.value())
            .entrySet().stream()
                .map(d -> live(d.getKey(), d.getValue().replicas(), selection))
                .toList();
    return new SimSight(
        deployments.value(),
        live,
        selection,
        slices.value().number() == service.number(),
        state == null ? null : Instant.ofEpochMilli(exactSince),
        Instant.ofEpochMilli(cluster.now));
  }

  private RevisionPods live(String revision, int desired, Selection selection) {
    List<SimPod> all =
        pods.value().values().stream().filter(p -> p.revision().equals(revision)).toList();
    List<SimPod> ready = all.stream().filter(SimPod::isReady).toList();
    long serving =
        selection.reaches(revision)
            ? ready.stream().filter(p -> slices.value().pods().contains(p.id())).count()
            : 0;
    int ending = (int) all.stream().filter(SimPod::isEnding).count();
    return new RevisionPods(
        revision,
        revision.hashCode(),
        desired,
        all.size() - ending,
        ready.size(),
        (int) serving,
        ending);
  }
}
