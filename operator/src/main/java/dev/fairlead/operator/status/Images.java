package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.observe.Finding;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.PulledImage;
import dev.fairlead.operator.plan.ImagePin;
import dev.fairlead.operator.plan.ImagePins;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of images that do not run, or may not go on to run, by one digest. */
final class Images {
  /** The condition that says so. */
  static final String CONDITION = "ImageNotPinned";

  /** Of more pods than these nobody reads. */
  private static final int MOST = 3;

  private Images() {}

  /** What is wrong with the newest revision of which something is; empty if all is well. */
  static Optional<Finding> trouble(Situation situation) {
    return refused(situation.applied()).or(() -> trouble(situation.plan().images()));
  }

  private static Optional<Finding> refused(Applied applied) {
    return Optional.ofNullable(applied.ofImages())
        .map(
            refusal ->
                new Finding(
                    Reason.IMAGE_NOT_PINNED,
                    refusal.message()
                        + "; until later pods may be held to the digest their Deployment is paused",
                    false));
  }

  private static Optional<Finding> trouble(ImagePins images) {
    return images.pins().stream()
        .flatMap(pin -> differing(pin).stream())
        .findFirst()
        .or(() -> images.pins().stream().flatMap(pin -> notPinned(pin).stream()).findFirst());
  }

  /** What it is that one more pod is there for; empty if none is. */
  static Optional<Finding> replacing(ImagePins images) {
    return images.more() == 0 ? Optional.empty() : trouble(images);
  }

  private static Optional<Finding> differing(ImagePin pin) {
    String revision = pin.revision().name();
    if (!pin.differing().isEmpty()) {
      return Optional.of(
          new Finding(
              Reason.IMAGES_DIFFER,
              "revision %s runs %s; pods with another image under its tag, which are replaced: %s"
                  .formatted(revision, pin.digest().orElse(""), names(pin.differing())),
              false));
    }
    return pin.disagreeing().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Reason.IMAGES_DIFFER,
                "pods of revision %s run different images: %s; %s"
                    .formatted(revision, names(pin.disagreeing()), cure(pin)),
                false));
  }

  /** Of no pod by its name: one that is replaced by its like is no news. */
  private static Optional<Finding> notPinned(ImagePin pin) {
    return pin.unproven().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Reason.IMAGE_NOT_PINNED,
                "nodes report no digest of that repository for the image %s of revision %s, but %s; %s"
                    .formatted(
                        pin.revision().image(),
                        pin.revision().name(),
                        reported(pin.unproven()),
                        cure(pin)),
                false));
  }

  private static String reported(List<ModelPod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.pulled().map(PulledImage::id).stream())
        .distinct()
        .sorted()
        .limit(MOST)
        .collect(Collectors.joining(", "));
  }

  private static String cure(ImagePin pin) {
    return pin.digest()
        .map(digest -> "whatever starts from now on runs " + digest)
        .orElse(
            "a later pod may run something else; have nodes pull it from a registry, or name it by"
                + " its digest");
  }

  private static String names(List<ModelPod> pods) {
    String named =
        pods.stream()
            .limit(MOST)
            .map(pod -> pod.name() + " has " + pod.pulled().map(PulledImage::id).orElse("none"))
            .collect(Collectors.joining(", "));
    return pods.size() <= MOST ? named : named + ", and " + (pods.size() - MOST) + " more";
  }
}
