package dev.fairlead.operator.revision;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The recorded revisions of one ModelDeployment.
 *
 * @param revisions in the order of their numbers
 */
public record History(List<Revision> revisions) {
  /** How many revisions without pods are kept. */
  static final int LIMIT = 10;

  public History(List<Revision> revisions) {
    this.revisions = revisions.stream().sorted(Comparator.comparingLong(Revision::number)).toList();
  }

  /** The newest revision that was made of exactly these declared fields. */
  public Optional<Revision> of(Declared declared) {
    return newestFirst().filter(r -> r.declared().equals(declared)).findFirst();
  }

  /** The revision of that name. */
  public Optional<Revision> named(String name) {
    return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /** The same, with one more. */
  public History with(Revision revision) {
    return new History(Stream.concat(revisions.stream(), Stream.of(revision)).toList());
  }

  /** The number of the next revision. */
  public long nextNumber() {
    return revisions.isEmpty() ? 1 : Math.max(1, revisions.getLast().number() + 1);
  }

  /**
   * The image of the model server: the declared one; else the one that was resolved for the same
   * model before, so that an edit of, say, the resources changes nothing else; else today's.
   */
  public String image(Declared declared, String today) {
    String own = declared.image();
    return own != null
        ? own
        : newestFirst()
            .filter(r -> r.declared().resolvesLike(declared))
            .map(Revision::image)
            .findFirst()
            .orElse(today);
  }

  /**
   * A revision that is not recorded yet.
   *
   * @param template renders the pod template for a revision's name
   */
  public Revision next(
      String modelDeployment,
      Declared declared,
      String image,
      Function<String, PodTemplateSpec> template) {
    int salt = 0;
    String name = RevisionName.of(modelDeployment, declared, image, salt);
    while (named(name).isPresent()) {
      name = RevisionName.of(modelDeployment, declared, image, ++salt);
    }
    return new Revision(name, nextNumber(), declared, image, template.apply(name), null);
  }

  /** The oldest ones beyond the limit that nothing refers to. */
  public List<Revision> expired(Set<String> inUse) {
    List<Revision> idle = revisions.stream().filter(r -> !inUse.contains(r.name())).toList();
    return idle.subList(0, Math.max(0, idle.size() - LIMIT));
  }

  /** In the order in which people look for them. */
  public Stream<Revision> newestFirst() {
    return revisions.reversed().stream();
  }
}
