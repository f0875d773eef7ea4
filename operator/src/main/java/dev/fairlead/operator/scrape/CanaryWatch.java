package dev.fairlead.operator.scrape;

import dev.fairlead.api.v1alpha1.CanaryStatus;
import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.MirrorCounts;
import dev.fairlead.operator.rollout.analysis.MirrorTally;
import dev.fairlead.operator.rollout.analysis.PodSample;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import dev.fairlead.operator.rollout.analysis.Silence;
import dev.fairlead.operator.rollout.analysis.Silence.Window;
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
import java.util.function.Consumer;
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
   * @param silence of the candidate's pods, from its first step on
   * @param readings that it came to
   * @param at when
   */
  private record Look(
      Step step,
      Tally tally,
      MirrorTally mirrored,
      Silence silence,
      Readings readings,
      Instant at) {
    Look with(Tally other) {
      return new Look(step, other, mirrored, silence, readings, at);
    }
  }

  private final Recent<Look> looks = new Recent<>();
  private final Background<Map<String, Optional<PodMetrics>>> background;
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
    Look last = looks.get(uid);
    Look known =
        last != null && last.step().equals(step) ? last.with(ended(last.tally(), seen)) : null;
    if (known != null) {
      looks.put(uid, known);
    }
    if (known != null && seen.now().isBefore(known.at().plus(PAUSE))) {
      return known.readings();
    }
    Map<String, String> ofStable = addresses(seen, stable.revision());
    Map<String, String> ofCandidate = addresses(seen, rollout.revision());
    Optional<Map<String, Optional<PodMetrics>>> answers =
        background.ask(uid, step.toString(), () -> ask(ofStable, ofCandidate));
    if (answers.isEmpty()) {
      return known == null ? null : known.readings();
    }
    Map<String, PodMetrics> stablePods = only(answers.get(), ofStable.keySet());
    Silence before = silence(last, step);
    // where nobody answers it may as well be the operator that is cut off
    Silence silence =
        stablePods.isEmpty()
            ? before
            : before.with(
                ofCandidate.keySet(), answers.get().keySet(), lost(before, seen), seen.now());
    Look now =
        look(
            step,
            known,
            stablePods,
            only(answers.get(), ofCandidate.keySet()),
            silence,
            silence.since(before, seen.now()),
            seen);
    looks.put(uid, now);
    return now.readings();
  }

  /** Of the same candidate it is known from one step to the next. */
  private static Silence silence(@Nullable Look last, Step step) {
    return last != null && last.step().candidate().equals(step.candidate())
        ? last.silence()
        : Silence.NONE;
  }

  /** Of those that are silent: who is gone, on its way out, or has a node that is. */
  private static Set<String> lost(Silence silence, Observation seen) {
    var lost = new HashSet<>(silence.since().keySet());
    lost.removeAll(names(seen.children().pods(), pod -> !pod.isEnding() && !pod.isCutOff()));
    return lost;
  }

  private static Look look(
      Step step,
      @Nullable Look known,
      Map<String, PodMetrics> stable,
      Map<String, PodMetrics> candidate,
      Silence silence,
      Window window,
      Observation seen) {
    Tally tally =
        step.since() == null
            ? Tally.NOTHING
            : tally(known == null ? Tally.NOTHING : known.tally(), stable, candidate, window);
    MirrorTally mirrored =
        step.mirroredSince() == null
            ? MirrorTally.NOTHING
            : mirrored(
                known == null ? MirrorTally.NOTHING : known.mirrored(),
                each(stable, PodMetrics::mirrored),
                window);
    Map<String, Long> inForce = each(stable, PodMetrics::liveGeneration);
    Optional<Sides> sides =
        seen.primary().getSpec().route() == null ? tally.sides() : tally.sidesApart();
    var readings =
        new Readings(
            inForce, sides.orElse(null), mirrored.sum().orElse(null), silence.pods(seen.now()));
    return new Look(step, tally, mirrored, silence, readings, seen.now());
  }

  /** What is not fed stays in the pods' own counters, and comes with the next look that is. */
  private static Tally tally(
      Tally known,
      Map<String, PodMetrics> stable,
      Map<String, PodMetrics> candidate,
      Window window) {
    Map<String, PodSample> answered = each(stable, PodMetrics::answered);
    Map<String, PodSample> forwarded = each(stable, PodMetrics::forwarded);
    Map<String, PodSample> ofCandidate = each(candidate, PodMetrics::answered);
    return switch (window) {
      case COUNTS -> known.with(answered, forwarded, ofCandidate);
      // counting begins in any case
      case WAITS ->
          known.equals(Tally.NOTHING) ? known.with(answered, forwarded, ofCandidate) : known;
      case NEVER_COUNTS -> known.passing(answered, forwarded, ofCandidate);
    };
  }

  private static MirrorTally mirrored(
      MirrorTally known, Map<String, MirrorCounts> counts, Window window) {
    return switch (window) {
      case COUNTS -> known.with(counts);
      case WAITS -> known;
      case NEVER_COUNTS -> known.passing(counts);
    };
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

  private static Map<String, PodMetrics> only(
      Map<String, Optional<PodMetrics>> answers, Set<String> pods) {
    return answers.entrySet().stream()
        .filter(e -> pods.contains(e.getKey()) && e.getValue().isPresent())
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().orElseThrow()));
  }

  private static <T> Map<String, T> each(
      Map<String, PodMetrics> metrics, Function<PodMetrics, T> which) {
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

  /** What those say that say anything at all; empty for one that has no metrics to show. */
  private Map<String, Optional<PodMetrics>> ask(
      Map<String, String> stable, Map<String, String> candidate) {
    var answers = new ConcurrentHashMap<String, Optional<PodMetrics>>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (Map<String, String> pods : List.of(stable, candidate)) {
        pods.forEach(
            (pod, address) -> threads.execute(() -> ask(address, said -> answers.put(pod, said))));
      }
    }
    return Map.copyOf(answers);
  }

  private void ask(String address, Consumer<Optional<PodMetrics>> answer) {
    try {
      Get said = Get.from(address, port, PodMetrics.PATH);
      answer.accept(
          said.status() == HttpURLConnection.HTTP_OK ? metrics(said.body()) : Optional.empty());
    } catch (IOException e) {
      LOG.debugf("no metrics from %s: %s", address, e.getMessage());
    }
  }

  private static Optional<PodMetrics> metrics(String text) {
    try {
      return Optional.of(PodMetrics.read(text));
    } catch (IllegalArgumentException e) {
      LOG.debugf("no metrics: %s", e.getMessage());
      return Optional.empty();
    }
  }
}
