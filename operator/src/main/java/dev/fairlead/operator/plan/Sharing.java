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
   * @param percent the share that it is to have
   * @param mirror what is to be mirrored to it; null for nothing
   * @param isQuiet whether it is known that nobody hands on or mirrors anything
   */
  record Candidate(
      String revision,
      boolean isBeside,
      int percent,
      LiveSettings.@Nullable Mirror mirror,
      boolean isQuiet) {}

  /**
   * While all is held nothing changes. {@code candidate} is null where nobody is to get anything:
   * nobody shares then.
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
    String selected = selected(seen.children().candidateService());
    LiveSettings known = current == null ? null : current.with(r -> !seen.podsOf(r).isEmpty());
    SortedSet<String> retired = Retirement.of(seen, history, course, decision, known);
    if (course.isHeld() || (candidate == null && written == null && retired.isEmpty())) {
      return new Sharing(current, selected, List.of());
    }
    // not before its Service leads to it: others would get its requests
    LiveSettings live =
        candidate != null && candidate.revision().equals(selected)
            ? LiveSettings.next(known, candidate.percent(), candidate.mirror(), retired, seen.now())
            : LiveSettings.next(known, 0, null, retired, seen.now());
    return new Sharing(
        live,
        candidate != null && isNext(candidate, selected, current) ? candidate.revision() : selected,
        touches(seen, history, live, candidate != null, readings));
  }

  /** Not before it is known that nobody hands on what was meant for the one before. */
  private static boolean isNext(
      Candidate candidate, @Nullable String selected, @Nullable LiveSettings current) {
    return candidate.isBeside() && (selected == null || current == null || candidate.isQuiet());
  }

  private static @Nullable String selected(@Nullable Service service) {
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
