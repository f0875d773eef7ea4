package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.plan.Sizes;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far a rollout is, and when it last moved. */
final class Progress {
  private static final long GIBI = 1L << 30;
  private static final long MEBI = 1L << 20;

  private Progress() {}

  /** The step of the rollout. */
  static Reason step(Situation situation) {
    return switch (situation.step()) {
      case STARTING, FROZEN -> Reason.STARTING;
      case SHIFTING -> Reason.SHIFTING;
      case SWITCHING -> Reason.SWITCHING;
      case DONE -> situation.targetPods().serving() > 0 ? Reason.SWITCHING : Reason.STARTING;
    };
  }

  /** In words and numbers. */
  static String of(Situation situation) {
    String ready = "revision " + situation.target() + ": " + ready(situation);
    return switch (situation.step()) {
      case SWITCHING -> ready + "; the Service switches to it";
      case SHIFTING -> ready + "; it takes over pod by pod";
      case STARTING, FROZEN -> ready + fetched(situation.fetching()) + unready(situation.answer());
      case DONE ->
          ready + fetched(situation.fetching()) + unready(situation.answer()) + answered(situation);
    };
  }

  /** Such as "1 of 3 pods ready", and what may keep the others. */
  static String ready(Situation situation) {
    return "%d of %d pods ready".formatted(situation.targetPods().ready(), situation.wanted())
        + Mounting.of(situation);
  }

  /** Such as "; the server of pod minilm-1 does not answer on port 8080". */
  private static String unready(Answer answer) {
    return answer instanceof Answer.Unready unready ? "; " + unready.why() : "";
  }

  private static String answered(Situation situation) {
    if (situation.targetPods().ready() == 0) {
      return "";
    }
    return switch (situation.answer()) {
      case Answer.None none -> "; " + none.why();
      case Answer.Failed failed -> "; " + failed.why();
      case Answer.From from -> "; the Service still leads to " + from.revision();
      case Answer.Awaited awaited -> "; the Service is asked";
      case Answer.NotAsked notAsked -> "; the Service's endpoints follow";
      case Answer.Reached reached -> "";
      case Answer.Unready unready -> "";
    };
  }

  /** Such as "; 3 MiB of 7.0 GiB fetched"; empty where nothing is known of a copy. */
  static String fetched(@Nullable Fetching fetching) {
    if (fetching == null || (fetching.bytes() == 0 && fetching.totalBytes() <= 0)) {
      return "";
    }
    return fetching.totalBytes() > 0
        ? "; %s of %s fetched".formatted(size(fetching.bytes()), size(fetching.totalBytes()))
        : "; %s fetched".formatted(size(fetching.bytes()));
  }

  private static String size(long bytes) {
    return bytes < GIBI
        ? bytes / MEBI + " MiB"
        : "%d.%d GiB".formatted(bytes / GIBI, bytes % GIBI * 10 / GIBI);
  }

  static Duration deadline(Situation situation) {
    return Sizes.progressDeadline(situation.seen().primary().getSpec());
  }

  static boolean isLate(Situation situation) {
    return lateAt(situation).filter(at -> !situation.seen().now().isBefore(at)).isPresent();
  }

  /** When standing still becomes a reason; empty while there is nothing to wait for. */
  static Optional<Instant> lateAt(Situation situation) {
    String target = situation.target();
    Deployment deployment = target == null ? null : situation.seen().deploymentOf(target);
    if (target == null
        || deployment == null
        || situation.wanted() == 0
        || isHeldBack(situation.seen().podsOf(target))) {
      return Optional.empty();
    }
    Stream<Instant> ofPods =
        situation.seen().podsOf(target).stream().flatMap(Progress::times).map(Instant::parse);
    Stream<Instant> others =
        Stream.of(
            Instant.parse(deployment.getMetadata().getCreationTimestamp()),
            situation.fetching() == null ? Instant.MIN : situation.fetching().movedAt());
    return Stream.concat(ofPods, others)
        .max(Comparator.naturalOrder())
        .map(at -> at.plus(deadline(situation)));
  }

  /** By scheduling gates alone: how long is for whoever set them to say. */
  private static boolean isHeldBack(List<ModelPod> pods) {
    List<ModelPod> notReady = pods.stream().filter(p -> p.isPresent() && !p.isReady()).toList();
    return !notReady.isEmpty() && notReady.stream().allMatch(ModelPod::isGated);
  }

  /** When the pod was made, placed, started or became ready. */
  private static Stream<String> times(ModelPod pod) {
    Stream<@Nullable String> all =
        Stream.concat(
            Stream.of(pod.pod().getMetadata().getCreationTimestamp()),
            Stream.concat(
                pod.status().getConditions().stream().map(PodCondition::getLastTransitionTime),
                pod.containers().map(ContainerStatus::getState).map(Progress::startedAt)));
    return all.filter(t -> t != null && !t.isEmpty()).map(t -> t);
  }

  private static @Nullable String startedAt(@Nullable ContainerState state) {
    return state == null || state.getRunning() == null ? null : state.getRunning().getStartedAt();
  }
}
