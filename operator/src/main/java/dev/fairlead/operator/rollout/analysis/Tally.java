package dev.fairlead.operator.rollout.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What pods were seen to do since counting began, by their names.
 *
 * @param answered by the stable pods
 * @param forwarded requests that were the candidate's turn, as the stable pods saw them end
 * @param ofCandidate what the candidate's pods answered
 */
public record Tally(
    Map<String, PodSeries> answered,
    Map<String, PodSeries> forwarded,
    Map<String, PodSeries> ofCandidate) {
  /** Nobody was seen yet. */
  public static final Tally NOTHING = new Tally(Map.of(), Map.of(), Map.of());

  public Tally {
    answered = Map.copyOf(answered);
    forwarded = Map.copyOf(forwarded);
    ofCandidate = Map.copyOf(ofCandidate);
  }

  /** With one more sample of each pod that answered. */
  public Tally with(
      Map<String, PodSample> nowAnswered,
      Map<String, PodSample> nowForwarded,
      Map<String, PodSample> nowOfCandidate) {
    return new Tally(
        grown(answered, nowAnswered, PodSeries::with),
        grown(forwarded, nowForwarded, PodSeries::with),
        grown(ofCandidate, nowOfCandidate, PodSeries::with));
  }

  /** The same, but that nothing counts of what came to any of them since its last sample. */
  public Tally passing(
      Map<String, PodSample> nowAnswered,
      Map<String, PodSample> nowForwarded,
      Map<String, PodSample> nowOfCandidate) {
    return new Tally(
        grown(answered, nowAnswered, PodSeries::passing),
        grown(forwarded, nowForwarded, PodSeries::passing),
        grown(ofCandidate, nowOfCandidate, PodSeries::passing));
  }

  private static Map<String, PodSeries> grown(
      Map<String, PodSeries> before,
      Map<String, PodSample> now,
      BiFunction<PodSeries, PodSample, PodSeries> more) {
    var grown = new HashMap<>(before);
    now.forEach(
        (pod, sample) ->
            grown.compute(
                pod,
                (name, series) ->
                    series == null ? PodSeries.first(sample) : more.apply(series, sample)));
    return grown;
  }

  /** The names of all pods that were seen. */
  public Set<String> pods() {
    var pods = new HashSet<>(answered.keySet());
    pods.addAll(ofCandidate.keySet());
    return pods;
  }

  /**
   * Where the servers of those pods have ended, and not in good order: what was in flight there
   * when they were seen last has failed. Behind a gateway nobody else tells; for pods of either
   * revision, so that a node that goes weighs on both. Said twice it counts once.
   */
  public Tally died(Set<String> gone) {
    return new Tally(
        changed(answered, gone, PodSeries::died),
        forwarded,
        changed(ofCandidate, gone, PodSeries::died));
  }

  /** Where those pods are on their way out in good order: nothing is lost when they are gone. */
  public Tally leave(Set<String> ending) {
    return new Tally(
        changed(answered, ending, PodSeries::leaves),
        forwarded,
        changed(ofCandidate, ending, PodSeries::leaves));
  }

  private static Map<String, PodSeries> changed(
      Map<String, PodSeries> before, Set<String> pods, UnaryOperator<PodSeries> change) {
    var changed = new HashMap<>(before);
    pods.forEach(pod -> changed.computeIfPresent(pod, (name, series) -> change.apply(series)));
    return changed;
  }

  /** Both sides; empty before each of them was seen. */
  public Optional<Sides> sides() {
    return sum(answered.values())
        .flatMap(
            stable ->
                sum(forwarded.values())
                    .flatMap(
                        sent ->
                            sum(ofCandidate.values())
                                .map(own -> Sides.of(stable, sent, own.latency()))));
  }

  /** Both sides where gateways share requests out, and no stable pod knows of the candidate's. */
  public Optional<Sides> sidesApart() {
    return sum(answered.values())
        .flatMap(stable -> sum(ofCandidate.values()).map(own -> Sides.apart(stable, own)));
  }

  /**
   * By the bounds that all of them have, as while some pods have a server of an earlier version;
   * without those that have none in common with others.
   */
  private static Optional<Counts> sum(Collection<PodSeries> series) {
    return series.stream()
        .map(PodSeries::counts)
        .reduce(
            (one, other) ->
                one.latency().sharesBounds(other.latency()) ? one.plusCommon(other) : one);
  }
}
