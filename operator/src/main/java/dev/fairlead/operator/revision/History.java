package dev.fairlead.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
  public Optional<Revision> of(JsonNode declared) {
    return revisions.reversed().stream().filter(r -> r.declared().equals(declared)).findFirst();
  }

  /** The revision of that name. */
  public Optional<Revision> named(String name) {
    return revisions.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /**
   * A revision that is not recorded yet.
   *
   * @param image what the model server's image is now
   * @param template renders the pod template for a revision's name
   */
  public Revision next(
      String modelDeployment,
      JsonNode declared,
      String image,
      Function<String, PodTemplateSpec> template) {
    int salt = 0;
    String name = RevisionName.of(modelDeployment, declared, image, salt);
    while (named(name).isPresent()) {
      name = RevisionName.of(modelDeployment, declared, image, ++salt);
    }
    long number = revisions.isEmpty() ? 1 : revisions.getLast().number() + 1;
    return new Revision(name, number, declared, image, template.apply(name), null);
  }

  /** Whether that name was made for exactly this content. */
  public static boolean isNameOf(
      String name, String modelDeployment, JsonNode declared, String image) {
    return name.equals(RevisionName.of(modelDeployment, declared, image, 0));
  }

  /** The oldest ones beyond the limit that nothing refers to. */
  public List<Revision> expired(Set<String> inUse) {
    List<Revision> idle = revisions.stream().filter(r -> !inUse.contains(r.name())).toList();
    return idle.subList(0, Math.max(0, idle.size() - LIMIT));
  }
}
