package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.rollout.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The images of the revisions that have a Deployment.
 *
 * @param pins one for each of them, of the newest first
 * @param replaced pods that run another image than their revision's, and go now
 * @param more pods wanted beyond the declared ones, since one that serves will go
 */
public record ImagePins(List<ImagePin> pins, List<ModelPod> replaced, int more) {
  /** Of nothing. */
  static final ImagePins NONE = new ImagePins(List.of(), List.of(), 0);

  public ImagePins {
    pins = List.copyOf(pins);
    replaced = List.copyOf(replaced);
  }

  /**
   * With that many replicas of the target declared. A pod with another image goes at once while it
   * is not ready. One that is goes once there is one more than declared, and the target has all the
   * requests: none of those that serve is missed. Nobody goes whose successor might run something
   * else again.
   *
   * @param mayReplaceReady not while all is held, nor while a node is drained, whose pods may go
   *     too
   */
  static ImagePins of(
      Observation seen, History history, String target, int wanted, boolean mayReplaceReady) {
    List<ImagePin> pins =
        history
            .newestFirst()
            .filter(r -> seen.deploymentOf(r.name()) != null)
            .map(r -> ImagePin.of(seen, history, r))
            .toList();
    List<ModelPod> differing =
        pins.stream().filter(ImagePin::isPinned).flatMap(pin -> pin.differing().stream()).toList();
    boolean mayGrow =
        wanted > 0 && mayReplaceReady && seen.selection().equals(new Selection.One(target));
    Optional<ModelPod> serving =
        differing.stream()
            .filter(pod -> mayGrow && pod.isReady() && target.equals(pod.revision()))
            .findFirst();
    var replaced = new ArrayList<>(differing.stream().filter(pod -> !pod.isReady()).toList());
    serving.filter(pod -> seen.pods(target).ready() > wanted).ifPresent(replaced::add);
    return new ImagePins(pins, replaced, serving.isPresent() ? 1 : 0);
  }

  /** The ReplicaSets that are to go on with another image. */
  public Stream<ReplicaSetImage> changes() {
    return pins.stream().flatMap(pin -> pin.change().stream());
  }
}
