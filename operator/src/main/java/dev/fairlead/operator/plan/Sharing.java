package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.analysis.Readings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How requests are shared out between the stable pods and the candidate's, or mirrored there.
 *
 * @param live what the model servers are told; null where there never was a canary or a mirror
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
      @Nullable Candidate candidate,
      @Nullable Readings readings) {
    ConfigMap written = seen.children().configMap(LiveSettings.name(seen.primary()));
    LiveSettings current = LiveSettings.of(written);
    String selected = selected(seen.children().candidateService());
    if (course.isHeld() || (candidate == null && written == null)) {
      return new Sharing(current, selected, List.of());
    }
    if (candidate == null) {
      LiveSettings off = LiveSettings.next(current, 0, null, seen.now());
      return new Sharing(
          off,
          selected,
          touches(seen, history, off, readings).stream().filter(Touch::isRepeated).toList());
    }
    // not before its Service leads to it: others would get its requests
    boolean isSelected = candidate.revision().equals(selected);
    LiveSettings live =
        isSelected
            ? LiveSettings.next(current, candidate.percent(), candidate.mirror(), seen.now())
            : LiveSettings.next(current, 0, null, seen.now());
    return new Sharing(
        live,
        isNext(candidate, selected, current) ? candidate.revision() : selected,
        touches(seen, history, live, readings));
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

  /** Of whom the Service leads to: others get no requests to share out. */
  private static List<Touch> touches(
      Observation seen, History history, LiveSettings live, @Nullable Readings readings) {
    Instant now = seen.now();
    return history.revisions().stream()
        .filter(r -> seen.selection().reaches(r.name()) && LiveSettings.areReadBy(r))
        .map(Revision::name)
        .flatMap(revision -> seen.podsOf(revision).stream())
        .filter(ModelPod::isReady)
        .filter(pod -> Touch.isDue(pod, live, readings, now))
        .map(pod -> Touch.of(pod, live, now))
        .toList();
  }
}
