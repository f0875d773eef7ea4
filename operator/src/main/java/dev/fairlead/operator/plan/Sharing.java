package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import dev.fairlead.operator.rollout.analysis.Readings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * How requests are shared out between the stable pods and the candidate's, or mirrored there; and
 * how clients that keep their connections leave pods that are kept.
 *
 * @param live what the model servers are told; null where there never was anything to tell
 * @param leadsTo the revision that the candidate's Service leads to, which stays when the canary is
 *     over: so nobody needs the right to delete Services. Null where there never was one
 * @param touches pods that are to look at once
 */
record Sharing(@Nullable LiveSettings live, @Nullable String leadsTo, List<Touch> touches) {
  Sharing {
    touches = List.copyOf(touches);
  }

  /**
   * Whom requests may be handed on or mirrored to.
   *
   * @param revision the candidate
   * @param isBeside whether it does not take over yet
   * @param share that it is to have; where there is a route gateways give it
   * @param mirror what is to be mirrored to it; null for nothing
   * @param isQuiet whether it is known that nobody hands on or mirrors anything, gateways included
   */
  record Candidate(
      String revision,
      boolean isBeside,
      LiveSettings.Share share,
      LiveSettings.@Nullable Mirror mirror,
      boolean isQuiet) {}

  /**
   * While all is held nothing changes, but that nobody who is to have requests sends clients away.
   * {@code candidate} is null where nobody is to get anything: nobody shares then.
   */
  static Sharing of(
      Observation seen,
      History history,
      Course course,
      RolloutDecision decision,
      @Nullable Candidate candidate,
      @Nullable Readings readings) {
    ConfigMap written = seen.children().configMap(LiveSettings.name(seen.primary()));
    LiveSettings current = LiveSettings.of(written);
    String selected = candidate(seen);
    LiveSettings known = known(seen, current);
    SortedSet<String> retired = Retirement.of(seen, history, course, decision, known);
    if (course.isHeld()) {
      return current == null || known == null
          ? new Sharing(null, selected, List.of())
          : held(seen, history, known, selected, retired, readings);
    }
    if (candidate == null && written == null && retired.isEmpty()) {
      return new Sharing(null, selected, List.of());
    }
    boolean isRouted = ModelRoute.isAskedFor(seen.primary());
    // two who share would multiply: neither does before the other has ended
    boolean isByPods = !isRouted && !Routing.mayReachCandidate(seen);
    LiveSettings live =
        candidate != null && candidate.revision().equals(selected)
            ? LiveSettings.next(
                known,
                isByPods ? candidate.share() : LiveSettings.Share.NONE,
                candidate.mirror(),
                retired,
                seen.now())
            // not before its Service leads to it: others would get its requests
            : LiveSettings.next(known, LiveSettings.Share.NONE, null, retired, seen.now());
    // behind gateways nobody has to be told that there is nothing to do
    boolean isTold =
        written != null || known != null || !isRouted || !live.isQuiet() || !retired.isEmpty();
    return new Sharing(
        isTold ? live : null,
        candidate != null && isNext(candidate, selected) ? candidate.revision() : selected,
        isTold ? touches(seen, history, live, candidate != null, readings) : List.of());
  }

  /** What the servers were told, of revisions that have pods; null for nothing. */
  private static @Nullable LiveSettings known(Observation seen, @Nullable LiveSettings current) {
    if (current != null) {
      return current.with(r -> !seen.podsOf(r).isEmpty());
    }
    return Touch.wasAnybody(seen) ? LiveSettings.lost(seen.now()) : null;
  }

  private static Sharing held(
      Observation seen,
      History history,
      LiveSettings known,
      @Nullable String selected,
      SortedSet<String> retired,
      @Nullable Readings readings) {
    LiveSettings live =
        LiveSettings.next(known, known.share(), known.mirror(), retired, seen.now());
    return new Sharing(live, selected, touches(seen, history, live, false, readings));
  }

  /** Not before it is known that nobody hands on what was meant for the one before. */
  private static boolean isNext(Candidate candidate, @Nullable String selected) {
    return candidate.isBeside() && (selected == null || candidate.isQuiet());
  }

  /** Whom the candidate's Service leads to; null where there is none. */
  static @Nullable String candidate(Observation seen) {
    Service service = seen.children().candidateService();
    Map<String, String> selector =
        service == null || service.getSpec() == null ? null : service.getSpec().getSelector();
    return selector == null ? null : selector.get(Labels.REVISION);
  }

  /**
   * Whoever shares requests out, or sends its clients away, and whoever did. A server that is to
   * send them away is told when they can only come to others.
   */
  private static List<Touch> touches(
      Observation seen,
      History history,
      LiveSettings live,
      boolean isShared,
      @Nullable Readings readings) {
    var touches = new ArrayList<Touch>();
    for (Revision revision : history.revisions()) {
      boolean isRetired = live.retired().contains(revision.name());
      if (!LiveSettings.areReadBy(revision) || (isRetired && !Retirement.isInForce(seen))) {
        continue;
      }
      boolean isNews = isRetired || (isShared && seen.selection().reaches(revision.name()));
      seen.podsOf(revision.name()).stream()
          .filter(ModelPod::isReady)
          .filter(pod -> Touch.isDue(pod, live, readings, seen.now()))
          .map(pod -> Touch.of(pod, live, seen.now()))
          .filter(touch -> isNews || touch.isRepeated())
          .forEach(touches::add);
    }
    return touches;
  }
}
