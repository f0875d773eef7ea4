package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RolloutDecision;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for one ModelDeployment.
 *
 * @param target the revision that is to serve; null where none may be made yet
 * @param isDeclared whether that is what the spec asks for: not while another one is held
 * @param setback why what the spec asks for does not take over; null while nothing stops it
 * @param resolving what has to be found out before there is what the spec asks for; null if nothing
 *     has
 * @param tracking the reference that is followed; null if none is
 * @param history the recorded revisions, and the target
 * @param decision how far the target is; null without one
 * @param gate what the target has to pass before its first request; null if nothing
 * @param canary the canary that is under way; null if none is
 * @param routing what gateways are to do
 * @param drain what evictions have to leave
 * @param images what the images of the revisions stand for, and what is done about it
 * @param apply the objects that should exist, in the order of writing
 * @param delete the objects that should not
 * @param touches pods whose kubelet is to look at their volumes at once, once the objects are
 *     written
 * @param startAnew pods whose back-off only another pod ends, or whose image is another one
 */
public record Plan(
    @Nullable Revision target,
    boolean isDeclared,
    @Nullable Setback setback,
    @Nullable Resolving resolving,
    @Nullable Tracking tracking,
    History history,
    @Nullable RolloutDecision decision,
    @Nullable GateCourse gate,
    @Nullable CanaryCourse canary,
    Routing routing,
    Drain drain,
    ImagePins images,
    List<HasMetadata> apply,
    List<HasMetadata> delete,
    List<Touch> touches,
    List<ModelPod> startAnew) {

  public Plan {
    apply = List.copyOf(apply);
    delete = List.copyOf(delete);
    touches = List.copyOf(touches);
    startAnew = List.copyOf(startAnew);
  }

  /** Nothing may be made and nothing is there. */
  static Plan nothing(History history) {
    return new Plan(
        null,
        false,
        null,
        null,
        null,
        history,
        null,
        null,
        null,
        Routing.NONE,
        Drain.NONE,
        ImagePins.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same, and that to be found out or followed, with these objects instead. */
  Plan with(
      @Nullable Resolving open,
      @Nullable Tracking followed,
      List<HasMetadata> wanted,
      List<HasMetadata> unwanted) {
    return new Plan(
        target,
        isDeclared,
        setback,
        open,
        followed,
        history,
        decision,
        gate,
        canary,
        routing,
        drain,
        images,
        wanted,
        unwanted,
        touches,
        startAnew);
  }

  /** The same, where the pod of a Job is refused with these words of the API server. */
  public Plan refused(String words) {
    return resolving == null ? this : with(resolving.refused(words), tracking, apply, delete);
  }

  /** What the image of one of its revisions stands for, by what was seen. */
  public ImagePin pin(Observation seen, Revision revision) {
    return ImagePin.of(seen, history, revision);
  }

  /** Pods wanted beyond the declared ones, for as long as others are to go. */
  public int more() {
    return Math.max(drain.more(), images.more());
  }

  /** The target's name. */
  public @Nullable String targetName() {
    return target == null ? null : target.name();
  }
}
