package dev.fairlead.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.RuntimeSpec;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.revision.Canonical;
import dev.fairlead.operator.revision.History;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.RevisionPods;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which revision is to serve. */
final class Targets {
  private Targets() {}

  /** The recorded revision of the declared fields, or a new one. */
  static Revision declared(Observation seen, History history, PodSettings settings) {
    ModelDeployment md = seen.primary();
    JsonNode declared = Canonical.declared(md.getSpec());
    return history
        .of(declared)
        .orElseGet(
            () -> {
              String image = image(md, settings);
              return history.next(
                  md.getMetadata().getName(),
                  declared,
                  image,
                  name -> PodTemplate.render(md, name, image, settings));
            });
  }

  /** While no revision may change: the one that serves, or the one that comes nearest. */
  static Optional<Revision> current(Observation seen, History history) {
    String name =
        seen.selection() instanceof Selection.One one && seen.deploymentOf(one.revision()) != null
            ? one.revision()
            : seen.live().stream()
                .max(
                    Comparator.comparingInt(RevisionPods::ready)
                        .thenComparingLong(RevisionPods::number))
                .map(RevisionPods::revision)
                .orElse("");
    return history.named(name);
  }

  /**
   * The recorded revisions, and those whose record was lost while their Deployment lives. A lost
   * record of the declared fields is known by its name, which is their hash, so that it is written
   * again and no pod restarts.
   */
  static History withLostRecords(Observation seen) {
    ModelDeployment md = seen.primary();
    JsonNode declared = Canonical.declared(md.getSpec());
    var all = new ArrayList<>(seen.history().revisions());
    for (Deployment deployment : seen.deployments()) {
      String name = deployment.getMetadata().getName();
      String image = serverImage(deployment);
      if (image != null && seen.history().named(name).isEmpty()) {
        boolean isDeclared = History.isNameOf(name, md.getMetadata().getName(), declared, image);
        JsonNode fields = isDeclared ? declared : Canonical.unknown();
        all.add(new Revision(name, 0, fields, image, deployment.getSpec().getTemplate(), null));
      }
    }
    return new History(List.copyOf(all));
  }

  private static @Nullable String serverImage(Deployment deployment) {
    List<Container> containers = deployment.getSpec().getTemplate().getSpec().getContainers();
    return containers.stream()
        .filter(c -> c.getName().equals(PodTemplate.SERVER))
        .map(Container::getImage)
        .findFirst()
        .orElse(null);
  }

  private static String image(ModelDeployment md, PodSettings settings) {
    RuntimeSpec runtime = md.getSpec().runtime();
    String declared = runtime == null ? null : runtime.image();
    return declared == null ? settings.runtimeImage() : declared;
  }
}
