package dev.fairlead.operator.observe;

import dev.fairlead.operator.revision.ImageReference;

/**
 * An image, as the node names it that runs it.
 *
 * @param repository {@code HOST/REPOSITORY} that it was pulled from; empty where the node does not
 *     say, as of images that were loaded into it
 * @param id its digest there; else by what the node knows it, which no registry does
 */
public record PulledImage(String repository, String id) {
  /** By what the status of a container says of its image. */
  static PulledImage of(String imageId) {
    return ImageReference.digest(imageId)
        .map(digest -> new PulledImage(ImageReference.repository(imageId), digest))
        .orElseGet(() -> new PulledImage("", imageId));
  }

  /** Whether it is known by a digest of the repository that this image is named in. */
  public boolean isOf(String image) {
    return repository.equals(ImageReference.repository(image));
  }
}
