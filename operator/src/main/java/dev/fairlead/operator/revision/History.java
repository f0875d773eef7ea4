package dev.fairlead.operator.revision;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recorded revisions of one ModelDeployment.
 *
 * @param revisions in the order of their numbers
 */
public record History(List<Revision> revisions) {
  public History(List<Revision> revisions) {
    this.revisions = revisions.stream().sorted(Comparator.comparingLong(Revision::number)).toList();
  }

  /**
   * The newest revision that was made of exactly these declared fields: where their reference is
   * tracked, the one that it stood for last.
   */
  public Optional<Revision> of(Declared declared) {
    return newestFirst().filter(r -> r.declared().equals(declared)).findFirst();
  }

  /** The revision of that name. */
  public Optional<Revision> named(String name) {
    return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /** The one that was recorded before that one; empty where that is the oldest. */
  public Optional<Revision> before(Revision revision) {
    return newestFirst().filter(r -> r.number() < revision.number()).findFirst();
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
   * Others whose image is meant to be the very same: it is taken anew only with the model, {@code
   * refresh} or {@code runtime.image}.
   */
  public Stream<Revision> withImageOf(Revision revision) {
    return newestFirst()
        .filter(r -> !r.name().equals(revision.name()) && r.image().equals(revision.image()))
        .filter(r -> r.declared().resolvesLike(revision.declared()));
  }

  /** What the model's reference stood for before, while neither it nor {@code refresh} changes. */
  public Optional<Resolved> resolved(Declared declared) {
    return newestFirst()
        .filter(r -> r.declared().hasModelOf(declared))
        .flatMap(r -> Stream.ofNullable(r.resolved()))
        .findFirst();
  }

  /**
   * A revision that is not recorded yet.
   *
   * @param resolved what the model's reference stands for; null where it cannot change
   * @param template renders the pod template for a revision's name
   */
  public Revision next(
      String modelDeployment,
      Declared declared,
      String image,
      @Nullable Resolved resolved,
      Function<String, PodTemplateSpec> template) {
    String name = free(salt -> RevisionName.of(modelDeployment, declared, image, salt));
    return new Revision(
        name, nextNumber(), declared, image, resolved, false, template.apply(name), null);
  }

  /**
   * A revision of declared fields that are recorded already, since what their reference stands for
   * has changed.
   */
  public Revision moved(
      String modelDeployment,
      Declared declared,
      String image,
      Resolved resolved,
      Function<String, PodTemplateSpec> template) {
    String name =
        free(
            salt ->
                RevisionName.ofTracked(
                    modelDeployment, declared, image, resolved.identity(), salt));
    return new Revision(
        name, nextNumber(), declared, image, resolved, true, template.apply(name), null);
  }

  /** The first of these names that no revision has. */
  private String free(IntFunction<String> names) {
    int salt = 0;
    String name = names.apply(salt);
    while (named(name).isPresent()) {
      name = names.apply(++salt);
    }
    return name;
  }

  /**
   * The oldest ones beyond the limit that nothing refers to.
   *
   * @param limit how many that nothing refers to are kept; 0 or more
   */
  public List<Revision> expired(Set<String> inUse, int limit) {
    List<Revision> idle = revisions.stream().filter(r -> !inUse.contains(r.name())).toList();
    return idle.subList(0, Math.max(0, idle.size() - limit));
  }

  /** In the order in which people look for them. */
  public Stream<Revision> newestFirst() {
    return revisions.reversed().stream();
  }
}
