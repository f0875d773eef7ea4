package dev.fairlead.operator.plan;

import dev.fairlead.operator.observe.Drift;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Ownership;
import dev.fairlead.operator.observe.PulledImage;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.ImageReference;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionRecord;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes the image of a revision stands for, and how its pods are held to them: what the first
 * node pulled under its tag is recorded, and later pods are made by that digest.
 *
 * <p>A Deployment replaces all its pods when its template changes. So one that has pods is paused
 * together with the change, and its ReplicaSet, whose template may change under its pods, is given
 * the same image; its controller then finds that this ReplicaSet is what the Deployment asks for,
 * says so in the Deployment's status, and it goes on. {@code docs/adr/0020} has why.
 */
public final class ImagePin {
  /** How far that is. */
  private enum Stage {
    /** Its pods are made by the tag. */
    AS_RECORDED,
    /** The Deployment has the digest, and waits. */
    PAUSED,
    /** The ReplicaSet is to have it too. */
    CHANGING,
    /** Whatever starts from now on has these bytes. */
    PINNED
  }

  private static final Comparator<ModelPod> WHO_SERVES_THEN_OLDEST =
      Comparator.comparing((ModelPod pod) -> !pod.isReady())
          .thenComparing(ModelPod::createdAt)
          .thenComparing(ModelPod::name);

  private final Observation seen;
  private final Revision revision;
  private final @Nullable String digest;

  private ImagePin(Observation seen, Revision revision, @Nullable String digest) {
    this.seen = seen;
    this.revision = revision;
    this.digest = digest;
  }

  /** Of a revision, which {@code history} need not have yet. */
  static ImagePin of(Observation seen, History history, Revision revision) {
    String digest =
        told(seen, revision)
            .or(
                () ->
                    history
                        .withImageOf(revision)
                        .flatMap(other -> told(seen, other).stream())
                        .findFirst())
            .orElse(null);
    return new ImagePin(seen, revision, digest);
  }

  /** By the spec, by its record, by what its pods are made of already, else by its pods. */
  private static Optional<String> told(Observation seen, Revision revision) {
    String image = revision.image();
    Deployment there = seen.deploymentOf(revision.name());
    Optional<String> made =
        Stream.concat(
                Stream.ofNullable(there).map(d -> d.getSpec().getTemplate()),
                Stream.of(revision.template()))
            .flatMap(template -> image(template).stream())
            .filter(i -> ImageReference.withoutDigest(i).equals(image))
            .flatMap(i -> ImageReference.digest(i).stream())
            .findFirst();
    return ImageReference.digest(image)
        .or(() -> seen.record(revision.name()).flatMap(RevisionRecord::imageDigest))
        .or(() -> made)
        .or(() -> pulled(pods(seen, revision), image));
  }

  private static Optional<String> pulled(List<ModelPod> pods, String image) {
    return pods.stream()
        .flatMap(pod -> pod.pulled().stream())
        .filter(pulled -> pulled.isOf(image))
        .map(PulledImage::id)
        .findFirst();
  }

  private static List<ModelPod> pods(Observation seen, Revision revision) {
    return seen.podsOf(revision.name()).stream()
        .filter(ModelPod::isPresent)
        .filter(pod -> Ownership.isPodOf(revision.name(), pod.pod()))
        .sorted(WHO_SERVES_THEN_OLDEST)
        .toList();
  }

  /** Whose image it is. */
  public Revision revision() {
    return revision;
  }

  /** {@code sha256:…}; empty while nobody has told. */
  public Optional<String> digest() {
    return Optional.ofNullable(digest);
  }

  /**
   * For the record, so that it outlives pods, Deployment and status; none where the spec has it.
   */
  Map<String, String> annotations() {
    return digest == null || isDeclared() ? Map.of() : RevisionRecord.withImageDigest(digest);
  }

  /** Whether a record has nothing to be told of it. */
  boolean isIn(ControllerRevision record) {
    return digest == null
        || isDeclared()
        || RevisionRecord.imageDigest(record).filter(digest::equals).isPresent();
  }

  /** What its Deployment is to make pods of. */
  PodTemplateSpec template() {
    String image = pinned();
    return image == null || stage() == Stage.AS_RECORDED ? revision.template() : with(image);
  }

  /** Whether its Deployment is not to act on that yet. */
  boolean isPaused() {
    return switch (stage()) {
      case PAUSED, CHANGING -> true;
      case AS_RECORDED, PINNED -> false;
    };
  }

  /** Whether whatever starts from now on has these bytes. */
  boolean isPinned() {
    return stage() == Stage.PINNED;
  }

  /** The ReplicaSet whose later pods are to have them too; empty if that is not due. */
  Optional<ReplicaSetImage> change() {
    List<OwnerReference> made = replicaSets();
    String image = pinned();
    return stage() == Stage.CHANGING && image != null && made.size() == 1
        ? Optional.of(
            new ReplicaSetImage(
                seen.primary().getMetadata().getNamespace(),
                made.getFirst().getName(),
                made.getFirst().getUid(),
                image))
        : Optional.empty();
  }

  private Stage stage() {
    String image = pinned();
    if (image == null) {
      return Stage.AS_RECORDED;
    }
    Deployment there = seen.deploymentOf(revision.name());
    if (there == null || hasNoPods(there)) {
      return Stage.PINNED;
    }
    String found = image(there.getSpec().getTemplate()).orElse("");
    if (found.equals(revision.image())) {
      return mayPause(there) ? Stage.PAUSED : Stage.AS_RECORDED;
    }
    // what somebody else has put there is replaced anyway
    if (!found.equals(image) || !isPaused(there)) {
      return Stage.PINNED;
    }
    if (!isFollowed(there)) {
      return Stage.PAUSED;
    }
    // whoever is being replaced already, or still to come, may as well be by these bytes; and a
    // paused Deployment whose ReplicaSet was deleted gets no other
    return isSettled(there)
            || count(there.getStatus().getReplicas()) == 0
            || replicaSets().size() > 1
            || isRestarted(there)
        ? Stage.PINNED
        : Stage.CHANGING;
  }

  /**
   * Not with what others have put there and its ReplicaSet was made of: put back, the Deployment
   * would never be what its ReplicaSet is, and it would stay paused.
   */
  private boolean mayPause(Deployment there) {
    return isSettled(there) && replicaSets().size() == 1 && !Drift.hasForeignFields(there);
  }

  private @Nullable String pinned() {
    return digest == null || isDeclared() ? null : ImageReference.pinned(revision.image(), digest);
  }

  private boolean isDeclared() {
    return ImageReference.hasDigest(revision.image());
  }

  private static boolean isPaused(Deployment there) {
    return Boolean.TRUE.equals(there.getSpec().getPaused());
  }

  /** Whether its controller has seen it as it is. */
  private static boolean isFollowed(Deployment there) {
    return there.getStatus() != null
        && there.getMetadata().getGeneration() != null
        && there.getMetadata().getGeneration().equals(there.getStatus().getObservedGeneration());
  }

  /** And all its pods are of its template, as the controller counts them. */
  private static boolean isSettled(Deployment there) {
    return isFollowed(there)
        && count(there.getStatus().getReplicas()) > 0
        && count(there.getStatus().getReplicas()) == count(there.getStatus().getUpdatedReplicas());
  }

  /** By somebody who did so in the very moment in which it was paused. */
  private boolean isRestarted(Deployment there) {
    String asked = Labels.restartedAt(there.getSpec().getTemplate().getMetadata());
    return pods(seen, revision).stream()
        .anyMatch(pod -> !Objects.equals(asked, Labels.restartedAt(pod.pod().getMetadata())));
  }

  private static boolean hasNoPods(Deployment there) {
    return Integer.valueOf(0).equals(there.getSpec().getReplicas())
        && isFollowed(there)
        && count(there.getStatus().getReplicas()) == 0;
  }

  private static int count(@Nullable Integer pods) {
    return pods == null ? 0 : pods;
  }

  private List<OwnerReference> replicaSets() {
    return pods(seen, revision).stream()
        .flatMap(pod -> pod.replicaSet().stream())
        .collect(Collectors.toMap(OwnerReference::getUid, Function.identity(), (one, same) -> one))
        .values()
        .stream()
        .toList();
  }

  /** Pods whose nodes say that they run something else. */
  public List<ModelPod> differing() {
    return digest == null
        ? List.of()
        : byTag()
            .filter(
                pod ->
                    pod.pulled()
                        .filter(is -> is.isOf(revision.image()) && !is.id().equals(digest))
                        .isPresent())
            .toList();
  }

  /** Ready pods of which nobody knows whether they run that: by no digest that a registry has. */
  public List<ModelPod> unproven() {
    return byTag()
        .filter(ModelPod::isReady)
        .filter(
            pod ->
                pod.pulled()
                    .filter(is -> !is.isOf(revision.image()) && !is.id().equals(digest))
                    .isPresent())
        .toList();
  }

  /** Those of them that do not all run the same, as far as their nodes' words can be compared. */
  public List<ModelPod> disagreeing() {
    return unproven().stream()
        .collect(Collectors.groupingBy(ImagePin::repository))
        .values()
        .stream()
        .filter(alike -> alike.stream().map(ModelPod::pulled).distinct().count() > 1)
        .flatMap(List::stream)
        .sorted(WHO_SERVES_THEN_OLDEST)
        .toList();
  }

  private static String repository(ModelPod pod) {
    return pod.pulled().map(PulledImage::repository).orElse("");
  }

  /** Not made by a digest: then their nodes had no choice, whatever they call it. */
  private Stream<ModelPod> byTag() {
    return isDeclared()
        ? Stream.empty()
        : pods(seen, revision).stream()
            .filter(pod -> pod.image().filter(ImageReference::hasDigest).isEmpty());
  }

  private PodTemplateSpec with(String image) {
    PodTemplateSpec recorded = revision.template();
    return new PodTemplateSpecBuilder(recorded)
        .editSpec()
        .withContainers(
            recorded.getSpec().getContainers().stream()
                .map(c -> isServer(c) ? new ContainerBuilder(c).withImage(image).build() : c)
                .toList())
        .endSpec()
        .build();
  }

  private static Optional<String> image(PodTemplateSpec template) {
    return template.getSpec().getContainers().stream()
        .filter(ImagePin::isServer)
        .flatMap(c -> Stream.ofNullable(c.getImage()))
        .findFirst();
  }

  private static boolean isServer(Container container) {
    return ModelPod.SERVER.equals(container.getName());
  }
}
