package dev.fairlead.operator.scrape;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.MirrorTally;
import dev.fairlead.operator.rollout.analysis.PodSample;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import dev.fairlead.operator.rollout.analysis.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the pods of a canary, or of a mirror, for their metrics, and counts what they did since its
 * step, or the mirror, began. Only in memory: after a restart counting begins anew, so that a step
 * takes longer and never shorter.
 */
@ApplicationScoped
public class CanaryWatch {
  /** Between two looks. */
  public static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(CanaryWatch.class);
  private static final int PORT = 9090;

  /** Pods that are asked at the same time. */
  private static final int AT_ONCE = 32;

  /**
   * What is counted speaks of nothing else.
   *
   * @param since when its share came into force; null before, when nothing is counted
   * @param mirroredSince the same of the mirror
   */
  private record Step(
      String stable,
      String candidate,
      int done,
      @Nullable String since,
      @Nullable String mirroredSince) {}

  /**
   * What is remembered.
   *
   * @param step that was counted
   * @param tally since it began
   * @param mirrored since mirroring began
   * @param readings that it came to
   * @param at when
   */
  private record Look(Step step, Tally tally, MirrorTally mirrored, Readings readings, Instant at) {
    Look with(Tally other) {
      return new Look(step, other, mirrored, readings, at);
    }
  }

  private final Recent<Look> looks = new Recent<>();
  private final Background<Map<String, PodMetrics>> background;
  private final int port;

  /** Asks the port that every model server of ours has for its metrics. */
  public CanaryWatch() {
    this(PORT, Background.PATIENCE);
  }

  CanaryWatch(int port, Duration patience) {
    this.port = port;
    background = new Background<>(patience);
  }

  /** What they tell; null while no canary is under way, and before anybody has answered. */
  public @Nullable Readings look(Observation seen) {
    String uid = seen.primary().getMetadata().getUid();
    RolloutStatus rollout = watched(seen.previous());
    if (rollout == null
        || !(seen.selection() instanceof Selection.One stable)
        || stable.revision().equals(rollout.revision())) {
      looks.forget(uid);
      return null;
    }
    Step step = step(stable.revision(), rollout);
    Look before = looks.get(uid);
    Look known =
        before != null && before.step().equals(step)
            ? before.with(ended(before.tally(), seen))
            : null;
    if (known != null) {
      looks.put(uid, known);
    }
    if (known != null && seen.now().isBefore(known.at().plus(PAUSE))) {
      return known.readings();
    }
    Map<String, String> ofStable = addresses(seen, stable.revision());
    Map<String, String> ofCandidate = addresses(seen, rollout.revision());
    Optional<Map<String, PodMetrics>> answers =
        background.ask(uid, step.toString(), () -> ask(ofStable, ofCandidate));
    if (answers.isEmpty()) {
      return known == null ? null : known.readings();
    }
    Look now =
        look(
            step,
            known,
            only(answers.get(), ofStable.keySet()),
            only(answers.get(), ofCandidate.keySet()),
            seen);
    looks.put(uid, now);
    return now.readings();
  }

  private static Look look(
      Step step,
      @Nullable Look known,
      Map<String, PodMetrics> stable,
      Map<String, PodMetrics> candidate,
      Observation seen) {
    Tally tally =
        step.since() == null
            ? Tally.NOTHING
            : (known == null ? Tally.NOTHING : known.tally())
                .with(
                    samples(stable, PodMetrics::answered),
                    samples(stable, PodMetrics::forwarded),
                    samples(candidate, PodMetrics::answered));
    MirrorTally mirrored =
        step.mirroredSince() == null
            ? MirrorTally.NOTHING
            : (known == null ? MirrorTally.NOTHING : known.mirrored())
                .with(
                    stable.entrySet().stream()
                        .collect(
                            Collectors.toMap(Map.Entry::getKey, e -> e.getValue().mirrored())));
    var inForce =
        stable.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().liveGeneration()));
    Optional<Sides> sides =
        seen.primary().getSpec().route() == null ? tally.sides() : tally.sidesApart();
    var readings = new Readings(inForce, sides.orElse(null), mirrored.sum().orElse(null));
    return new Look(step, tally, mirrored, readings, seen.now());
  }

  /**
   * Looked at each time, since whoever is on its way out is so for a few seconds only: of who is
   * gone and was never seen to leave nobody can say that it went in good order.
   */
  private static Tally ended(Tally tally, Observation seen) {
    List<ModelPod> pods = seen.children().pods();
    var gone = new HashSet<>(tally.pods());
    gone.removeAll(names(pods, pod -> pod.isEnding() || !pod.isDead()));
    return tally.leave(names(pods, ModelPod::isEnding)).died(gone);
  }

  private static Set<String> names(List<ModelPod> pods, Predicate<ModelPod> which) {
    return pods.stream().filter(which).map(ModelPod::name).collect(Collectors.toSet());
  }

  private static Map<String, PodMetrics> only(Map<String, PodMetrics> answers, Set<String> pods) {
    return answers.entrySet().stream()
        .filter(e -> pods.contains(e.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<String, PodSample> samples(
      Map<String, PodMetrics> metrics, Function<PodMetrics, PodSample> which) {
    return metrics.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> which.apply(e.getValue())));
  }

  private static @Nullable RolloutStatus watched(@Nullable ModelDeploymentStatus previous) {
    RolloutStatus rollout = previous == null ? null : previous.rollout();
    return rollout == null || (rollout.canary() == null && rollout.mirror() == null)
        ? null
        : rollout;
  }

  private static Step step(String stable, RolloutStatus rollout) {
    CanaryStatus canary = rollout.canary();
    MirrorStatus mirror = rollout.mirror();
    String mirroredSince = mirror == null ? null : mirror.since();
    return canary == null
        ? new Step(stable, rollout.revision(), 0, null, mirroredSince)
        : new Step(stable, rollout.revision(), canary.stepsDone(), canary.since(), mirroredSince);
  }

  private static Map<String, String> addresses(Observation seen, String revision) {
    return seen.podsOf(revision).stream()
        .filter(ModelPod::isReady)
        .filter(pod -> pod.status().getPodIP() != null)
        .collect(Collectors.toMap(ModelPod::name, pod -> pod.status().getPodIP()));
  }

  private Map<String, PodMetrics> ask(Map<String, String> stable, Map<String, String> candidate) {
    var answers = new ConcurrentHashMap<String, PodMetrics>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (Map<String, String> pods : List.of(stable, candidate)) {
        pods.forEach(
            (pod, address) ->
                threads.execute(() -> metrics(address).ifPresent(m -> answers.put(pod, m))));
      }
    }
    return Map.copyOf(answers);
  }

  private Optional<PodMetrics> metrics(String address) {
    try {
      Get answer = Get.from(address, port, PodMetrics.PATH);
      return answer.status() == HttpURLConnection.HTTP_OK
          ? Optional.of(PodMetrics.read(answer.body()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debugf("no metrics from %s: %s", address, e.getMessage());
      return Optional.empty();
    }
  }
}
