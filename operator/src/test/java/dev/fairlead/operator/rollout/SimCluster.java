package dev.fairlead.operator.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster with Kubernetes' own controllers, each of which is behind by a random while: the
 * Deployment and ReplicaSet controllers and the kubelets as one, the EndpointSlice controller, and
 * the nodes' proxies, which follow the slices within {@link Rolling#NODES_FOLLOW}.
 */
final class SimCluster {
  /** A stopping pod goes on answering that long. */
  private static final long LAME_DUCK = 5_000;

  private static final int NODES = 3;

  final Timeline<Map<String, SimDeployment>> deployments = new Timeline<>(Map.of());
  final Timeline<Map<Integer, SimPod>> pods = new Timeline<>(Map.of());
  final Timeline<SimService> service = new Timeline<>(new SimService(new Selection.None(), 0));
  final Timeline<SimSlices> slices = new Timeline<>(new SimSlices(Set.of(), 0));

  private final Timeline<Map<Integer, SimPod>>.Watch podsOfSlices = pods.watch();
  private final Timeline<SimService>.Watch serviceOfSlices = service.watch();
  private final List<Timeline<SimSlices>.Watch> nodes =
      Stream.generate(slices::watch).limit(NODES).toList();
  private final Random random;
  private Set<String> broken = Set.of(SimSpec.BROKEN);
  private int born;
  long now;

  SimCluster(Random random) {
    this.random = random;
  }

  /** Time passes, and one of the controllers does one thing. */
  void step() {
    now += random.nextInt(200);
    nodes.forEach(node -> node.keepUp(now, Rolling.NODES_FOLLOW.toMillis()));
    removeEnded();
    switch (random.nextInt(6)) {
      case 0 -> scaleOnce();
      case 1 -> openOnce();
      case 2 -> podsOfSlices.advance(1 + random.nextInt(4));
      case 3 -> serviceOfSlices.advance(1);
      case 4 -> writeSlices();
      default -> nodes.get(random.nextInt(NODES)).advance(1);
    }
  }

  private void removeEnded() {
    var left = new TreeMap<>(pods.latest());
    left.values().removeIf(p -> p.endsAt() <= now);
    pods.set(Map.copyOf(left), now);
  }

  private void scaleOnce() {
    List<String> revisions =
        Stream.concat(
                deployments.latest().keySet().stream(),
                pods.latest().values().stream().map(SimPod::revision))
            .distinct()
            .sorted()
            .toList();
    if (revisions.isEmpty()) {
      return;
    }
    String revision = revisions.get(random.nextInt(revisions.size()));
    int desired = sizes().getOrDefault(revision, 0);
    List<SimPod> present =
        pods.latest().values().stream()
            .filter(p -> p.revision().equals(revision) && !p.isEnding())
            .toList();
    if (present.size() < desired) {
      put(new SimPod(++born, revision));
    } else if (present.size() > desired) {
      // as the ReplicaSet controller: who is not ready goes first, then the youngest
      present.stream()
          .min(Comparator.comparing(SimPod::ready).thenComparingInt(p -> -p.id()))
          .ifPresent(p -> put(p.ending(now + (p.ready() ? LAME_DUCK : 0))));
    }
  }

  private void openOnce() {
    List<SimPod> closed =
        pods.latest().values().stream()
            .filter(p -> !p.ready() && !p.isEnding() && !isBroken(p.revision()))
            .toList();
    if (!closed.isEmpty()) {
      put(closed.get(random.nextInt(closed.size())).opened());
    }
  }

  private void writeSlices() {
    SimService seen = serviceOfSlices.value();
    Set<Integer> ids =
        podsOfSlices.value().values().stream()
            .filter(p -> p.isReady() && seen.selection().reaches(p.revision()))
            .map(SimPod::id)
            .collect(Collectors.toCollection(TreeSet::new));
    slices.set(new SimSlices(ids, seen.number()), now);
  }

  private void put(SimPod pod) {
    var all = new TreeMap<>(pods.latest());
    all.put(pod.id(), pod);
    pods.set(Map.copyOf(all), now);
  }

  /** A pod dies without a warning; nobody hears of it at once. */
  void kill() {
    List<Integer> ids = new ArrayList<>(new TreeSet<>(pods.latest().keySet()));
    if (!ids.isEmpty()) {
      var all = new TreeMap<>(pods.latest());
      all.remove(ids.get(random.nextInt(ids.size())));
      pods.set(Map.copyOf(all), now);
    }
  }

  /** A node dies with all its pods. */
  void loseNode() {
    int node = random.nextInt(NODES);
    var left = new TreeMap<>(pods.latest());
    left.keySet().removeIf(id -> id % NODES == node);
    pods.set(Map.copyOf(left), now);
  }

  /** A ready pod is not ready any more, until it is. */
  void flap() {
    List<SimPod> ready =
        pods.latest().values().stream()
            .filter(SimPod::isReady)
            .sorted(Comparator.comparingInt(SimPod::id))
            .toList();
    if (!ready.isEmpty()) {
      put(ready.get(random.nextInt(ready.size())).closed());
    }
  }

  /** All pods of that revision fail, and so do those that come; whoever did so before does not. */
  void sicken(String revision) {
    broken = Set.of(SimSpec.BROKEN, revision);
    pods.latest().values().stream()
        .filter(p -> p.isReady() && p.revision().equals(revision))
        .toList()
        .forEach(p -> put(p.closed()));
  }

  /** How many replicas each Deployment asks for. */
  Map<String, Integer> sizes() {
    return deployments.latest().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, d -> d.getValue().replicas()));
  }

  /** Whether no pod of that revision gets ready. */
  boolean isBroken(String revision) {
    return broken.contains(revision);
  }

  /** Ready pods that the Service's selector reaches. */
  long capacity() {
    return pods.latest().values().stream()
        .filter(p -> p.isReady() && service.latest().selection().reaches(p.revision()))
        .count();
  }

  /** Whether a new connection finds a pod that answers, on every node. */
  boolean everyNodeCanAnswer() {
    return nodes.stream()
        .allMatch(n -> n.value().pods().stream().anyMatch(id -> pods.latest().containsKey(id)));
  }

  /** Pods of that revision that are there, ending ones included. */
  long present(String revision) {
    return pods.latest().values().stream().filter(p -> p.revision().equals(revision)).count();
  }

  /** Whether any node leads to that revision. */
  boolean anyNodeLeadsTo(String revision) {
    return nodes.stream()
        .flatMap(n -> n.value().pods().stream())
        .map(id -> pods.latest().get(id))
        .anyMatch(p -> p != null && p.revision().equals(revision));
  }

  /** Whether every node leads to pods of that revision only. */
  boolean everyNodeLeadsTo(String revision) {
    return nodes.stream()
        .flatMap(n -> n.value().pods().stream())
        .map(id -> pods.latest().get(id))
        .allMatch(p -> p == null || p.revision().equals(revision));
  }
}
